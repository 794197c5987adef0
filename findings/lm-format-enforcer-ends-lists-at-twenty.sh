#!/usr/bin/env bash
# lm-format-enforcer 0.11.3 (PyPI)
# Guess: a JSON schema with an array and no maxItems allows arrays of any length.
# Seen: 20 items and no more. Behind the twentieth a comma is not among the characters that may come, so a model that is asked for
# 50 answers gives 20, well-formed and without a sign. `CharacterLevelParserConfig(max_json_array_length=…)` raises it, and so does
# maxItems in the schema.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check lm-format-enforcer==0.11.3 2> "$folder/pip.txt" || { cat "$folder/pip.txt"; exit 1; }
"$folder/venv/bin/python" - <<'EOF'
import json

from lmformatenforcer import JsonSchemaParser


def allows(text, **more):
    parser = JsonSchemaParser({"type": "array", "items": {"type": "integer"}, **more})
    for character in text:
        if character not in parser.get_allowed_characters():
            return False
        parser = parser.add_character(character)
    return parser.can_end()


found = {count: allows(json.dumps(list(range(count)))) for count in (1, 20, 21, 50)}
bounded = allows(json.dumps(list(range(50))), maxItems=50)
print("items allowed without maxItems:", found)
print("50 items with maxItems 50:", bounded)
assert found == {1: True, 20: True, 21: False, 50: False} and bounded
EOF
