#!/usr/bin/env bash
# A tracker joins one that holds many peers: how long until it has them all, and what announces at the other notice of it.
# The one that holds them is on core 0; the newcomer and the load share core 1, where the newcomer gives way.
# Prints a table in Markdown.
#
# usage: join.sh [PEERS [TORRENTS [ANNOUNCES_PER_SECOND [NICENESS]]]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
peers=${1:-10000000} torrents=${2:-1000000} rate=${3:-20000} niceness=${4:-10}
java -jar "$tracker_jar" keys cluster "$work/cluster-key" >/dev/null
join=127.0.0.1:$((port + 11)),127.0.0.1:$((port + 21))
newcomer=

member() { # number 1 or 2: what makes a node that member
  echo "--access open --snapshot-interval 0 --cluster-bind 127.0.0.1:$((port + 1 + 10 * $1)) --join $join --cluster-key $work/cluster-key"
}

leave() {
  [ -z "$newcomer" ] || { kill "$newcomer" 2>/dev/null || true; wait "$newcomer" 2>/dev/null || true; }
  finish
}
trap leave EXIT

tracker $(member 1)
load --udp 127.0.0.1:$port --peers "$peers" --torrents "$torrents" --source-addresses 16 --duration 20
held=$(metric 'everswarm_peers{family="ipv4"}')
load --udp 127.0.0.1:$port --peers "$peers" --torrents "$torrents" --source-addresses 16 --no-fill --warmup 0 \
  --rate "$rate" --duration 40 &
loading=$!
sleep 5
began=$(date +%s%N)
taskset -c 1 nice -n "$niceness" java "${tracker_flags[@]}" -jar "$tracker_jar" run --data "$work/data2" --event-loops 1 \
  --udp 127.0.0.1:$((port + 17)) --http off --ops 127.0.0.1:$((port + 19)) $(member 2) >"$work/log2" 2>&1 &
newcomer=$!
until grep -qs ' ready$' "$work/log2"; do
  kill -0 "$newcomer" 2>/dev/null || { cat "$work/log2" >&2; exit 1; }
  sleep 0.05
done
seconds=$(awk -v ms=$((($(date +%s%N) - began) / 1000000)) 'BEGIN {printf "%.1f", ms / 1000}')
ops=127.0.0.1:$((port + 19))
got=$(metric 'everswarm_peers{family="ipv4"}')
[ -z "${SHOW:-}" ] || grep -E "joined|pulled|ready| udp" "$work/log2" | cut -c1-140; wait "$loading"

echo "| peers held | newcomer ready after | with peers | announces meanwhile at the other | p50 | p99 | lost |"
echo "|---|---|---|---|---|---|---|"
echo "| $held | $seconds s | $got | $(column load announces $ANSWERED)/s | $(column load announces $P50) ms" \
  "| $(column load announces $P99) ms | $(column load announces $LOST) |"
