#!/usr/bin/env bash
# HTTP announces over connections that are kept alive, on one core: the tracker, and a bare Vert.x server with one event loop
# that answers any request with as many bytes. Prints a table in Markdown.
#
# usage: http.sh [SECONDS [ROUNDS [CONNECTIONS]]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
seconds=${1:-15} rounds=${2:-3} connections=${3:-128}
url=http://127.0.0.1:$((port + 1))/announce

hello() { # bytes of a body: starts the bare server on core 0
  taskset -c 0 java "${tracker_flags[@]}" -jar "$node_jar" load hello --http 127.0.0.1:$((port + 1)) --reply-bytes "$1" \
    >"$work/log" 2>&1 &
  server=$!
  sleep 2
}

row() {
  rate=$(column load announces $ANSWERED)
  echo "| $round | $1 | $rate/s | $(column load announces $BYTES) | $(ratio "$rate" "${bare:-$rate}")" \
    "| $(column load announces $P99) ms | $(column load announces $ERRORS) | $(column load announces $LOST) |"
}

echo "| round | server | announces | bytes of a body | of the bare server | p99 | errors | lost |"
echo "|---|---|---|---|---|---|---|---|"
bytes=240
for round in $(seq "$rounds"); do
  bare=
  hello $bytes
  load --http $url --connections "$connections" --no-fill --warmup 5 --duration "$seconds"
  row "bare Vert.x"
  bare=$rate
  stop
  rm -rf "$work/data"
  tracker --access open --http-source-rate 10000000
  load --http $url --connections "$connections" --duration "$seconds"
  row "tracker"
  stop
done
