#!/usr/bin/env bash
# outlines_core 0.2.14 (PyPI)
# Guess: the pattern that it makes of a JSON schema matches every JSON text of that schema, at least without extra spaces.
# Seen: strings with \u00e9 and numbers such as 1e5 are not matched, though é as it is, \n, and 1e+5 are. Models that learned to
# escape letters, as Python's json.dumps does by default, are pushed off what they would write, and examples in prompts made with
# json.dumps show a form that cannot be answered.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check outlines_core==0.2.14 2> "$folder/pip.txt" || { cat "$folder/pip.txt"; exit 1; }
"$folder/venv/bin/python" - <<'EOF'
import json
import re

from outlines_core.json_schema import build_regex_from_schema

schema = {"type": "object", "properties": {"text": {"type": "string"}, "n": {"type": "number"}}, "required": ["text", "n"]}
pattern = re.compile(build_regex_from_schema(json.dumps(schema)))
expected = {
    '{"text": "café", "n": 1}': True,
    '{"text": "one\\ntwo", "n": 1e+5}': True,
    json.dumps({"text": "café", "n": 1}): False,
    '{"text": "", "n": 1e5}': False,
}
for text, matches in expected.items():
    json.loads(text)
    print(pattern.fullmatch(text) is not None, text)
    assert (pattern.fullmatch(text) is not None) == matches
EOF
