#!/usr/bin/env bash
# A table of the size of all of BitTorrent on one core: filled, then loaded in an open loop while silent peers are dropped and
# snapshots are written; then stopped, and started again from its snapshot. Prints a table in Markdown.
#
# usage: size.sh [PEERS [TORRENTS [ANNOUNCES_PER_SECOND [SECONDS]]]]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
LOAD_HEAP=${LOAD_HEAP:-4g} # it remembers every peer; its own collections would count as the tracker's silence
peers=${1:-170000000} torrents=${2:-10000000} rate=${3:-100000} seconds=${4:-120}
limits=(--access open --max-peers $((peers * 2)) --max-swarms $((torrents * 2)))

tracker "${limits[@]}" --snapshot-interval 60 --interval 1800
empty=$(resident)
load --udp 127.0.0.1:$port --fill --peers "$peers" --torrents "$torrents" --source-addresses 8 \
  --rate "$rate" --warmup 20 --duration "$seconds"
held=$(metric 'everswarm_peers{family="ipv4"}')
echo "| peers | swarms | memory | bytes a peer | fill | load | p50 | p99 | p99.9 | lost | snapshot |"
echo "|---|---|---|---|---|---|---|---|---|---|---|"
awk -v peers="$held" -v swarms="$(metric everswarm_swarms)" -v kb="$(resident)" -v empty="$empty" \
  -v fill="$(column fill announces $ANSWERED)" -v load="$(column load announces $ANSWERED)" \
  -v p50="$(column load announces $P50)" -v p99="$(column load announces $P99)" -v p999="$(column load announces $P999)" \
  -v lost="$(column load announces $LOST)" -v took="$(metric everswarm_snapshot_duration_seconds)" \
  -v bytes="$(metric everswarm_snapshot_bytes)" 'BEGIN {
    printf "| %d | %d | %.1f GiB | %.1f | %d/s | %d/s | %s ms | %s ms | %s ms | %d | %.1f GB in %d s |\n",
      peers, swarms, kb / 1048576, (kb - empty) * 1024 / peers, fill, load, p50, p99, p999, lost, bytes / 1e9, took }'
before=$(date +%s%N)
stop
echo "stopped in $(( ($(date +%s%N) - before) / 1000000 )) ms, the last snapshot written"
tracker "${limits[@]}"
grep restored "$work/log"
