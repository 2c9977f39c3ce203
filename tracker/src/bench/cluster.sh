#!/usr/bin/env bash
# A cluster on one machine of two cores. First one node alone against the same node as a member of two, on core 0, the other
# member and the load on core 1; since these two share a core, what counts is the announces for a second of the node's CPU time.
# Then three members under announces in all, and how soon what one is told is known to all.
# Prints tables in Markdown.
#
# usage: cluster.sh [SECONDS [ROUNDS [ANNOUNCES_PER_SECOND]]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
seconds=${1:-20} rounds=${2:-2} rate=${3:-20000}
java -jar "$tracker_jar" keys cluster "$work/cluster-key" >/dev/null
join=127.0.0.1:$((port + 11)),127.0.0.1:$((port + 21)),127.0.0.1:$((port + 31))
others=()

member() { # number 1 to 3: what makes a node that member
  echo "--cluster-bind 127.0.0.1:$((port + 1 + 10 * $1)) --join $join --cluster-key $work/cluster-key"
}

other() { # number 2 or 3, cores: starts that member beside the first
  taskset -c "$2" java "${tracker_flags[@]}" -jar "$tracker_jar" run --data "$work/data$1" --event-loops 1 --access open \
    --udp 127.0.0.1:$((port + 10 * $1 - 3)) --http off --ops 127.0.0.1:$((port + 10 * $1 - 1)) $(member "$1") \
    >"$work/log$1" 2>&1 &
  others+=($!)
  until grep -qs ' ready$' "$work/log$1"; do
    kill -0 "${others[-1]}" 2>/dev/null || { cat "$work/log$1" >&2; exit 1; }
    sleep 0.2
  done
}

disband() {
  for id in "${others[@]}"; do kill "$id" 2>/dev/null || true; done
  for id in "${others[@]}"; do wait "$id" 2>/dev/null || true; done
  others=()
  stop
  rm -rf "$work"/data*
}
trap 'disband; finish' EXIT

echo "| round | node | announces | for a second of its CPU | of the single one | p99 | lost |"
echo "|---|---|---|---|---|---|---|"
for round in $(seq "$rounds"); do
  single=
  for kind in single member; do
    if [ $kind = single ]; then
      tracker --access open
    else
      tracker --access open $(member 1)
      other 2 1
    fi
    load --udp 127.0.0.1:$port --duration 20
    before=$(cpu)
    load --udp 127.0.0.1:$port --no-fill --warmup 0 --duration "$seconds"
    used=$(($(cpu) - before))
    answered=$(column load announces $ANSWERED)
    each=$(awk -v n="$answered" -v s="$seconds" -v used="$used" 'BEGIN {printf "%d", n * s * 100 / used}')
    single=${single:-$each}
    echo "| $round | $kind | $answered/s | $each | $(ratio "$each" "$single") | $(column load announces $P99) ms" \
      "| $(column load announces $LOST) |"
    disband
  done
done
echo
tracker_flags+=(-XX:ActiveProcessorCount=2)
taskset_all=0-1
tracker --access open $(member 1)
other 2 $taskset_all
other 3 $taskset_all
loads=()
for node in 0 17 27; do
  java -Xmx1g -XX:+UseSerialGC -jar "$node_jar" load --udp 127.0.0.1:$((port + node)) --torrents 300000 --peers 1000000 \
    --seed $((node + 2)) --no-fill --rate $((rate / 3)) --duration $((seconds + 15)) >"$work/load$node" &
  loads+=($!)
done
sleep 10
java -jar "$node_jar" load reach --udp 127.0.0.1:$port,127.0.0.1:$((port + 17)),127.0.0.1:$((port + 27)) --duration "$seconds"
for id in "${loads[@]}"; do wait "$id"; done
echo
echo "The announces meanwhile, of each node:"
for node in 0 17 27; do sed -n '3p' "$work/load$node"; done
