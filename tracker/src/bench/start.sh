#!/usr/bin/env bash
# How long an empty tracker on one core takes from the start of its process to the first announce that it answers.
#
# usage: start.sh [TIMES]
set -euo pipefail
source "$(dirname "$0")/lib.sh"
announce="http://127.0.0.1:$((port + 1))/announce?info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=bbbbbbbbbbbbbbbbbbbb&port=6881&uploaded=0&downloaded=0&left=1&compact=1"
archive=$work/everswarm-tracker.jsa
own=(--event-loops 1 --udp 127.0.0.1:$port --http 127.0.0.1:$((port + 1)) --ops "$ops" --access open --drain 0)

timeout 10 java -XX:ArchiveClassesAtExit="$archive" -jar "$tracker_jar" run --data "$work/data" "${own[@]}" >"$work/log" 2>&1 || true

first_answer() { # flags: milliseconds
  local began
  began=$(date +%s%N)
  taskset -c "$cores" java "${tracker_flags[@]}" "$@" -jar "$tracker_jar" run --data "$work/data" "${own[@]}" >"$work/log" 2>&1 &
  server=$!
  until taskset -c 1 curl -s -o /dev/null "$announce"; do sleep 0.02; done
  took=$((($(date +%s%N) - began) / 1000000))
  stop
}

echo "| time | first answer after | with the archive of classes that the image has |"
echo "|---|---|---|"
for ((time = 1; time <= ${1:-3}; time++)); do
  first_answer
  plain=$took
  first_answer -XX:SharedArchiveFile="$archive"
  echo "| $time | $plain ms | $took ms |"
done
