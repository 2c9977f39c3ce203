#!/usr/bin/env bash
# UDP announces on one core: the kernel's own speed (a C echo loop), the tracker, and opentracker where it is installed, in
# turn, under the same load. Prints a table in Markdown.
#
# usage: udp.sh [SECONDS [ROUNDS]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
seconds=${1:-15} rounds=${2:-3}

row() { # server, options of `load`: loads it for a while, prints a row
  load --udp 127.0.0.1:$port --duration "$seconds" "${@:2}"
  stop
  rate=$(column load announces $ANSWERED)
  echo "| $round | $1 | $rate/s | $(column load announces $BYTES) | $(column load announces $PEERS)" \
    "| $(ratio "$rate" "${echo_rate:-$rate}") | $(ratio "$rate" "${ot_rate:-$rate}")" \
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

echo "| round | server | announces | bytes | peers | of the echo loop | of opentracker | errors | lost |"
echo "|---|---|---|---|---|---|---|---|---|"
for round in $(seq "$rounds"); do
  echo_rate= ot_rate=
  echo_loop 150
  row "C echo loop" --no-fill
  echo_rate=$rate
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
