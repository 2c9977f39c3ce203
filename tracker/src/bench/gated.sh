#!/usr/bin/env bash
# UDP announces of paid torrents, each with one of 100,000 receipts (BEP 41) that were all seen before, against the same
# torrents without a gate. One core for the tracker. Prints a table in Markdown.
#
# usage: gated.sh [SECONDS [ROUNDS]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
seconds=${1:-15} rounds=${2:-3}
bundle=5ea50ffeedf00d01

begin() { # gate, options of `import`: a tracker whose million torrents have that gate
  rm -rf "$work/data"
  java -jar "$tracker_jar" keys new --data "$work/data" >/dev/null
  tracker
  java -jar "$tracker_jar" torrents import "$work/hashes" --gate "$@" --data "$work/data" --ops "$ops" >/dev/null
}

row() {
  rate=$(column load announces $ANSWERED)
  echo "| $round | $1 | $rate/s | $(ratio "$rate" "${free:-$rate}") | $(column load announces $PEERS)" \
    "| $(column load announces $ERRORS) | $(column load announces $LOST) |"
}

java -jar "$node_jar" load --write-hashes "$work/hashes" >"$work/report"
echo "| round | torrents | announces | of free | peers | errors | lost |"
echo "|---|---|---|---|---|---|---|"
for round in $(seq "$rounds"); do
  free=
  begin free
  load --udp 127.0.0.1:$port --duration "$seconds"
  row "free"
  free=$rate
  stop
  begin paid --bundle $bundle
  load --udp 127.0.0.1:$port --duration "$seconds" \
    --receipts 100000 --bundle $bundle --signing-key "$work/data/keys/receipt-1.key"
  row "paid, with a receipt"
  stop
done
