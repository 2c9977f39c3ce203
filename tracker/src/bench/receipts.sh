#!/usr/bin/env bash
# Receipts that were never seen before, on one core: as many as the tracker verifies; and honest announces beside a flood of
# forged receipts, from one address and from a thousand. Prints tables in Markdown.
#
# usage: receipts.sh [SECONDS [FORGED_PER_SECOND]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
seconds=${1:-15} forged=${2:-50000}
bundle=5ea50ffeedf00d01
honest_rate=60000

java -jar "$node_jar" load --write-hashes "$work/hashes" >"$work/report"
java -jar "$node_jar" load --torrents 1000 --seed 2 --write-hashes "$work/warm-up" >"$work/report" # Its receipts differ too.
cat "$work/warm-up" >>"$work/hashes"
begin() { # a tracker whose million torrents are paid for
  stop
  rm -rf "$work/data"
  java -jar "$tracker_jar" keys new --data "$work/data" >/dev/null
  tracker
  java -jar "$tracker_jar" torrents import "$work/hashes" --gate paid --bundle $bundle --data "$work/data" --ops "$ops" \
    >/dev/null
}
receipts=(--bundle $bundle --signing-key "$work/data/keys/receipt-1.key")

echo "| first seen | within | answered | p99 | errors | lost |"
echo "|---|---|---|---|---|---|"
for crowd in $((8000 * seconds)) $((12000 * seconds)); do
  begin
  # Bouncy Castle checks half as many before the JVM has compiled it.
  load --udp 127.0.0.1:$port --flash-crowd 60000 --within 8 --torrents 1000 --seed 2 "${receipts[@]}"
  load --udp 127.0.0.1:$port --flash-crowd $crowd --within "$seconds" "${receipts[@]}"
  echo "| $crowd | $seconds s | $(column "flash crowd" announces $ANSWERED)/s | $(column "flash crowd" announces $P99) ms" \
    "| $(column "flash crowd" announces $ERRORS) | $(column "flash crowd" announces $LOST) |"
done
echo
echo "| honest, $honest_rate/s of 100,000 known receipts | answered | p50 | p99 | errors | lost |"
echo "|---|---|---|---|---|---|"
for sources in 0 1 1000; do
  begin
  flood=()
  [ $sources = 0 ] || flood=(--forged-rate "$forged" --forged-sources $sources)
  load --udp 127.0.0.1:$port --rate $honest_rate --duration "$seconds" --receipts 100000 "${receipts[@]}" "${flood[@]}"
  echo "| $([ $sources = 0 ] && echo "alone" || echo "$forged/s forged from $sources addresses")" \
    "| $(column load announces $ANSWERED)/s | $(column load announces $P50) ms | $(column load announces $P99) ms" \
    "| $(column load announces $ERRORS) | $(column load announces $LOST) |"
done
