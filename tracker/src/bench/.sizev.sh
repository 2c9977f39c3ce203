set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
peers=$1 torrents=$2 snap=$3
tracker --access open --max-peers $((peers * 2)) --max-swarms $((torrents * 2)) --snapshot-interval $snap --interval 1800
load --udp 127.0.0.1:$port --fill --peers "$peers" --torrents "$torrents" --source-addresses 8 --rate 100000 --duration 5
echo "fill $(column fill announces $ANSWERED)/s"
rm -f /tmp/wt/sizev.cmd
echo $server > /tmp/wt/sizev.pid
while :; do
  if [ -f /tmp/wt/sizev.cmd ]; then c=$(cat /tmp/wt/sizev.cmd); rm /tmp/wt/sizev.cmd; [ "$c" = end ] && break; eval "$c"
    echo "$c: answered $(column load announces $ANSWERED) p50 $(column load announces $P50) p99 $(column load announces $P99) p999 $(column load announces $P999) lost $(column load announces $LOST)"; fi
  sleep 0.5
done
