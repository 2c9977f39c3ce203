#!/usr/bin/env bash
# Schemathesis against the whole OpenAPI document of a real shop, as a stranger, a publisher, a buyer and the operator. Fails on
# any 5xx, any answer that the document does not describe, any request taken or refused against it, and any error in the node's
# log. Needs jq, the tracker's jar and `pip install schemathesis`. Further options of `run` choose the database, an empty one.
#
# usage: [REQUESTS=100] [SEED=1] schemathesis.sh [--database-url jdbc:postgresql://HOST:PORT/NAME --database-user NAME]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
port=17990
work=$(mktemp -d)
trap 'kill "$node" 2>/dev/null; wait "$node" 2>/dev/null || true; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

java ${JAVA_FLAGS:-} -jar "$here/../../target/everswarm-tracker.jar" run --data "$work/data" --udp off \
  --http 127.0.0.1:$((port + 1)) --ops 127.0.0.1:$((port + 2)) --shop 127.0.0.1:$port \
  --shop-tracker http://127.0.0.1:$((port + 1))/announce --payment sandbox --trusted-proxy 127.0.0.1 "$@" >"$work/log" 2>&1 &
node=$!
until grep -q ' ready$' "$work/log"; do
  kill -0 "$node" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
  sleep 0.2
done

cd "$work"
api=http://127.0.0.1:$port/api/v1
python3 "$here/schemathesis_hooks.py" "$api" "$work/data" >known.json
cp "$here/schemathesis.toml" .
export SCHEMATHESIS_HOOKS=schemathesis_hooks PYTHONPATH="$here" KNOWN=$work/known.json ROLE PYTHONDONTWRITEBYTECODE=1
failed=0
for ROLE in stranger publisher buyer operator; do
  echo "== $ROLE"
  bearer=$(jq -r ".bearer.$ROLE // empty" known.json)
  schemathesis run ${bearer:+-H "Authorization: Bearer $bearer"} "$api/openapi.json" --max-examples "${REQUESTS:-100}" --seed "${SEED:-1}" || failed=1
done
grep ' ERROR ' "$work/log" && failed=1
exit $failed
