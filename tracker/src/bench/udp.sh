#!/usr/bin/env bash
# UDP announces on one core against the kernel's own speed: a C echo loop and the tracker in turn on core 0, the load on
# core 1. Prints a table in Markdown. Needs gcc, taskset, a built tracker, Linux.
#
# usage: udp.sh [SECONDS [ROUNDS]]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
jar=$here/../../target/everswarm-tracker.jar
seconds=${1:-15}
rounds=${2:-3}
port=17969
work=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

gcc -O2 -Wall -o "$work/echo" "$here/udp_echo.c"
gcc -O2 -Wall -o "$work/load" "$here/udp_load.c" -lm

measure() { # name: runs the load, prints a row, ends the server
  local name=$1 before after line
  before=$(cpu "$server")
  line=$(taskset -c 1 "$work/load" 127.0.0.1 $port "$seconds")
  after=$(cpu "$server")
  echo "| $name | $line | $((after - before)) |"
  kill "$server"
  wait "$server" 2>/dev/null || true
  server=
}

cpu() { # CPU time of a process so far, in hundredths of a second
  awk '{print $14 + $15}' "/proc/$1/stat"
}

echo "| server on one core | result | CPU, 1/100 s |"
echo "|---|---|---|"
for round in $(seq "$rounds"); do
  taskset -c 0 "$work/echo" 127.0.0.1 $port 150 &
  server=$!
  sleep 0.5
  measure "C echo, 150-byte replies, round $round"
  taskset -c 0 java -Xms3g -Xmx3g -XX:+UseSerialGC -jar "$jar" run --data "$work/data" --access open --event-loops 1 \
    --udp 127.0.0.1:$port --http 127.0.0.1:$((port + 1)) --ops 127.0.0.1:$((port + 2)) >"$work/log" 2>&1 &
  server=$!
  for _ in $(seq 100); do
    grep -q ready "$work/log" && break
    sleep 0.1
  done
  sleep 1
  measure "tracker, open access, round $round"
done
