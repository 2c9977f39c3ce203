#!/usr/bin/env bash
# UDP announces on one core: the kernel's own speed (a C echo loop), the tracker, and opentracker where it is installed, in
# turn, under the same load. Prints a table in Markdown.
#
# usage: udp.sh [SECONDS [ROUNDS]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
seconds=${1:-15} rounds=${2:-3}

row() { # server: loads it for a while, prints a row
  [ "$1" = "C echo loop" ] || load --udp 127.0.0.1:$port --duration 5
  before=$(cpu)
  load --udp 127.0.0.1:$port --no-fill --warmup 0 --duration "$seconds"
  used=$(($(cpu) - before))
  stop
  rate=$(column load announces $ANSWERED)
  each=$(awk -v n="$rate" -v s="$seconds" -v used="$used" 'BEGIN {printf "%d", n * s * 100 / used}')
  echo "| $round | $1 | $rate/s | $each | $(column load announces $BYTES) | $(column load announces $PEERS)" \
    "| $(ratio "$rate" "${echo_rate:-$rate}") | $(ratio "$each" "${echo_each:-$each}") | $(ratio "$rate" "${ot_rate:-$rate}")" \
    "| $(column load announces $ERRORS) | $(column load announces $LOST) |"
}

opentracker_loop() { # the whitelist build, with the load's info-hashes
  java -jar "$node_jar" load --write-hashes "$work/ot/hashes" >"$work/report"
  chmod -R a+rX "$work"
  (cd "$work/ot" && exec taskset -c 0 opentracker -i 127.0.0.1 -p $((port + 1)) -P $port -d "$work/ot" -w /hashes) \
    >"$work/log" 2>&1 &
  server=$!
  sleep 15 # It sorts a million info-hashes before it answers for them.
}

echo "| round | server | announces | for a second of its CPU | bytes | peers | of the echo loop | by CPU | of opentracker | errors | lost |"
echo "|---|---|---|---|---|---|---|---|---|---|---|"
for round in $(seq "$rounds"); do
  echo_rate= echo_each= ot_rate=
  echo_loop 150
  row "C echo loop"
  echo_rate=$rate echo_each=$each
  if command -v opentracker >/dev/null; then
    mkdir -p "$work/ot"
    opentracker_loop
    row "opentracker"
    ot_rate=$rate
  fi
  rm -rf "$work/data"
  tracker --access open
  row "tracker"
done
