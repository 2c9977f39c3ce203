#!/usr/bin/env bash
# Whole purchases over HTTP at a shop on SQLite with the sandbox: order, approval, receipt, personal torrent, first announce. The
# shop and the buyers share both cores. Everything is on the disk before it is answered. Prints tables in Markdown.
#
# usage: shop.sh [SECONDS [CONNECTIONS [WARM-UP]]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
seconds=${1:-30} connections=${2:-24} warm_up=${3:-20}
cores=0,1

java -jar "$tracker_jar" keys new --data "$work/data" >/dev/null
shop_tracker
bundle=$(shop_load open "$shop" "$work/data")
before=$(cpu)
shop_load buy "$shop" "$bundle" "$connections" "$warm_up" "$seconds"
used=$(($(cpu) - before))
waited=$SECONDS
until [ "$(ls "$work/data/mail" | wc -l)" -ge $((1 + 2 * $(sold))) ]; do sleep 0.5; done
echo
echo "| sold with the warm-up | CPU of the shop a sale | letters delivered | after the last sale | books |"
echo "|---|---|---|---|---|"
echo "| $(sold) | $(ratio $((used * 10)) "$(sold)") ms | $(ls "$work/data/mail" | wc -l) | $((SECONDS - waited)) s" \
  "| $(java -jar "$tracker_jar" ledger verify --data "$work/data" | cut -d, -f1) |"
