# Sourced by the benchmarks: servers on core 0, the load on core 1, all on loopback. Needs Linux, taskset, both jars.
#
# A load prints the table of `everswarm-node load`; its columns by name are in $columns.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tracker_jar=$here/../../target/everswarm-tracker.jar
node_jar=$here/../../../swarm-node/target/everswarm-node.jar
port=17969
ops=127.0.0.1:$((port + 2))
work=$(mktemp -d)
server=

finish() {
  stop
  rm -rf "$work"
}

stop() { # ends the server by the id it was started with, and waits for it
  [ -z "$server" ] && return
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=
}
trap finish EXIT
trap 'exit 130' INT TERM

# As the images have them: see "Sizing" in docs/operate.md. JAVA_FLAGS adds more.
read -r -a tracker_flags \
  <<<"-XX:+UseG1GC -XX:+UnlockExperimentalVMOptions -XX:G1NewSizePercent=1 -XX:MaxGCPauseMillis=20 -Xms64m -Xmx6g ${JAVA_FLAGS:-}"

cores=0
tracker() { # options of `run`: starts a tracker on core 0 (or $cores) with one event loop, returns when it is ready
  taskset -c "$cores" java "${tracker_flags[@]}" -jar "$tracker_jar" run --data "$work/data" --event-loops 1 \
    --udp 127.0.0.1:$port --http 127.0.0.1:$((port + 1)) --ops "$ops" "$@" >"$work/log" 2>&1 &
  server=$!
  until grep -q ' ready$' "$work/log"; do
    kill -0 "$server" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
    sleep 0.1
  done
}

echo_loop() { # bytes of a reply: starts the C echo loop on core 0
  [ -x "$work/echo" ] || gcc -O2 -Wall -o "$work/echo" "$here/udp_echo.c"
  taskset -c 0 "$work/echo" 127.0.0.1 $port "$1" &
  server=$!
  sleep 0.5
}

load() { # options of `load`: runs it on core 1, leaves its table in $work/report
  taskset -c 1 java -Xms${LOAD_HEAP:-2g} -Xmx${LOAD_HEAP:-2g} -XX:NewRatio=1 -XX:+UseSerialGC -jar "$node_jar" load "$@" >"$work/report"
}

column() { # phase, stream, number of a column: that cell of the last load's table
  awk -F' *[|] *' -v phase="$1" -v stream="$2" -v column="$3" \
    '$2 == phase && $3 == stream { gsub(",", "", $column); print $column }' "$work/report"
}
ANSWERED=6 P50=8 P99=9 P999=10 BYTES=12 PEERS=13 ERRORS=14 LOST=15

cpu() { # hundredths of a second of CPU time that the server has used
  awk '{print $14 + $15}' "/proc/$server/stat"
}

resident() { # kilobytes of memory that the server has
  awk '/VmRSS/ {print $2}' "/proc/$server/status"
}

metric() { # name with labels: its value at the tracker's ops address
  curl -s "http://$ops/metrics" | awk -v name="$1" '$1 == name {print $2}'
}

ratio() { # a, b: a / b with two digits
  awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", a / b}'
}

shop=http://127.0.0.1:$((port + 3))
shop_tracker() { # options of `run`: as tracker, with a shop on SQLite whose money is none
  tracker --shop "${shop#http://}" --payment sandbox --shop-tracker http://127.0.0.1:$((port + 1))/announce "$@"
}

shop_load() { # arguments of ShopLoad.java, see there
  java -Xmx512m -XX:+UseSerialGC "$here/ShopLoad.java" "$@"
}

sold() { # entries of the ledger, of a shop that only sells
  java -jar "$tracker_jar" ledger verify --data "$work/data" | sed 's/^proved: \([0-9]*\) .*/\1/'
}
