#!/usr/bin/env bash
# Process memory per peer: a tracker is filled with IPv4 peers; what it has then, less what it had empty, by the number of
# peers. Prints a table in Markdown.
#
# usage: memory.sh [PEERS]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
peers=${1:-20000000}

echo "| peers | torrents | sizes | empty | full | bytes a peer |"
echo "|---|---|---|---|---|---|"
for torrents in aquatic:$((peers / 20)) equal:$((peers / 100)); do
  rm -rf "$work/data"
  tracker --access open --max-peers $((peers * 2)) --max-swarms $((peers * 2)) --snapshot-interval 0
  empty=$(resident)
  load --udp 127.0.0.1:$port --fill --peers "$peers" --torrents "${torrents#*:}" --distribution "${torrents%:*}"
  full=$(resident)
  held=$(metric 'everswarm_peers{family="ipv4"}')
  stop
  awk -v peers="$held" -v torrents="${torrents#*:}" -v sizes="${torrents%:*}" -v empty="$empty" -v full="$full" 'BEGIN {
    printf "| %d | %d | %s | %d MiB | %d MiB | %.1f |\n",
      peers, torrents, sizes, empty / 1024, full / 1024, (full - empty) * 1024 / peers }'
done
