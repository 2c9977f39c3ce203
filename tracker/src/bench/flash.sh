#!/usr/bin/env bash
# The first announces of a crowd that has just bought, each with a receipt of its own that the tracker never saw, at the node that
# also has the shop; with and without sales beside it. Everything shares both cores, but the crowd is on core 1. The receipts are
# signed with the shop's key for its bundle; those who buy meanwhile announce with the torrents they get. A fifth as many came
# within ten seconds before, and are not counted: until then the JVM has not compiled the check. Prints tables in Markdown.
#
# usage: flash.sh [BUYERS [SECONDS ["SALES_PER_SECOND ..."]]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
buyers=${1:-100000} seconds=${2:-60} rates=${3:-0 20}
cores=0,1 buying=

end_sales() {
  [ -z "$buying" ] || { kill "$buying" 2>/dev/null || true; wait "$buying" 2>/dev/null || true; }
  buying=
}
trap 'end_sales; finish' EXIT

crowd() { # its size, in how many seconds, seed
  load $transport --flash-crowd "$1" --within "$2" --torrents 1 --seed "$3" --source-addresses 16 --bundle "$bundle" \
    --signing-key "$work/data/keys/receipt-1.key"
}

begin() { # a new tracker with a shop, whose bundle has two torrents more: the crowds'
  stop
  rm -rf "$work/data"
  java -jar "$tracker_jar" keys new --data "$work/data" >/dev/null
  shop_tracker
  bundle=$(shop_load open "$shop" "$work/data")
  for seed in 1 2; do
    java -jar "$node_jar" load --torrents 1 --seed $seed --write-hashes "$work/hashes$seed" >"$work/report"
  done
  cat "$work/hashes1" "$work/hashes2" >"$work/hashes"
  java -jar "$tracker_jar" torrents import "$work/hashes" --gate paid --bundle "$bundle" --data "$work/data" --ops "$ops" \
    >/dev/null
}

rows=
for transport in "--udp 127.0.0.1:$port" "--http http://127.0.0.1:$((port + 1))/announce"; do
  for rate in $rates; do
    begin
    crowd $((buyers / 5)) 10 2
    if [ "$rate" != 0 ]; then
      shop_load buy "$shop" "$bundle" 24 15 "$seconds" "$rate" >"$work/sales" &
      buying=$!
      sleep 15
    fi
    crowd "$buyers" "$seconds" 1
    name=$(awk '{print substr($1, 3)}' <<<"$transport")
    rows+="| $name | $rate/s | $(column "flash crowd" announces $ANSWERED)/s | $(column "flash crowd" announces $P50) ms"
    rows+=" | $(column "flash crowd" announces $P99) ms | $(column "flash crowd" announces $P999) ms"
    rows+=" | $(column "flash crowd" announces $ERRORS) | $(column "flash crowd" announces $LOST) |"$'\n'
    if [ "$rate" != 0 ]; then
      wait "$buying"
      buying=
      printf '%s meanwhile:\n\n' "$name"
      cat "$work/sales"
      java -jar "$tracker_jar" ledger verify --data "$work/data"
      echo
    fi
  done
done
echo "| $buyers first announces within $seconds s | sales beside | answered | p50 | p99 | p99.9 | errors | lost |"
echo "|---|---|---|---|---|---|---|---|"
printf '%s' "$rows"
