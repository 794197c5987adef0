#!/usr/bin/env bash
# MLServer 1.7.1 (PyPI)
# Guess: a request that names outputs, as the Open Inference Protocol allows, is answered with these outputs only, and one that names an
# output which the model does not have is refused.
# Seen: the names are not looked at. Both requests are answered with status 200 and all outputs of the model, so a misspelt output is
# found out by the caller only, and leaving out a large output saves no bytes.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mlserver==1.7.1 2> "$folder/pip.txt" || { cat "$folder/pip.txt"; exit 1; }
mkdir "$folder/served"
cat > "$folder/lengths.py" <<'EOF'
from mlserver import MLModel
from mlserver.types import InferenceResponse, ResponseOutput


class Lengths(MLModel):
    async def predict(self, payload):
        texts = payload.inputs[0].data.root
        outputs = [ResponseOutput(name=name, shape=[len(texts)], datatype="INT64", data=[len(text) for text in texts]) for name in ("length", "other")]
        return InferenceResponse(model_name=self.name, outputs=outputs)
EOF
echo '{ "name": "lengths", "implementation": "lengths.Lengths" }' > "$folder/served/model-settings.json"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
echo "{ \"host\": \"127.0.0.1\", \"http_port\": $port, \"grpc_port\": 0, \"metrics_port\": 0, \"parallel_workers\": 0 }" > "$folder/served/settings.json"
PYTHONPATH="$folder" "$folder/venv/bin/mlserver" start "$folder/served" > "$folder/server.txt" 2>&1 &
server=$!
for _ in $(seq 120); do
  if curl --silent --fail --output /dev/null "http://127.0.0.1:$port/v2/health/ready"; then break; fi
  sleep 1
done
for output in length missing; do
  echo "asked for \"$output\":"
  curl --silent --fail --header 'content-type: application/json' "http://127.0.0.1:$port/v2/models/lengths/infer" --data \
    "{ \"inputs\": [{ \"name\": \"text\", \"shape\": [1], \"datatype\": \"BYTES\", \"data\": [\"four\"] }], \"outputs\": [{ \"name\": \"$output\" }] }" |
    tee "$folder/$output.json"
  echo
  python3 -c 'import json, sys; assert [o["name"] for o in json.load(open(sys.argv[1]))["outputs"]] == ["length", "other"]' "$folder/$output.json"
done
