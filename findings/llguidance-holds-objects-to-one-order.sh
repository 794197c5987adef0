#!/usr/bin/env bash
# llguidance 1.9.1, lm-format-enforcer 0.11.3 (PyPI)
# Guess: the members of a JSON object have no order, so two libraries that hold a model to one schema let the same two texts pass.
# Seen: llguidance lets the members come only in the order of `properties`, lm-format-enforcer in any. With the first, an example in the
# prompt that has another order than the schema shows what cannot be written, and a field for reasoning has to stand first there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check llguidance==1.9.1 lm-format-enforcer==0.11.3 2> "$folder/pip.txt" || { cat "$folder/pip.txt"; exit 1; }
"$folder/venv/bin/python" - <<'EOF'
import json

from llguidance import LLMatcher, LLTokenizer
from lmformatenforcer import JsonSchemaParser

properties = {"reason": {"type": "string"}, "label": {"type": "string"}}
schema = {"type": "object", "properties": properties, "required": ["reason", "label"], "additionalProperties": False}


def by_llguidance(text):
    tokenizer = LLTokenizer("byte")
    matcher = LLMatcher(tokenizer, LLMatcher.grammar_from_json_schema(json.dumps(schema)))
    tokens = tokenizer.tokenize_str(text)
    return matcher.try_consume_tokens(tokens) == len(tokens) and matcher.is_accepting()


def by_lm_format_enforcer(text):
    parser = JsonSchemaParser(schema)
    for character in text:
        if character not in parser.get_allowed_characters():
            return False
        parser = parser.add_character(character)
    return parser.can_end()


found = {}
for text in ('{"reason": "it is about a match", "label": "sport"}', '{"label": "sport", "reason": "it is about a match"}'):
    found[text] = (by_llguidance(text), by_lm_format_enforcer(text))
    print("llguidance %s, lm-format-enforcer %s: %s" % (*found[text], text))
assert list(found.values()) == [(True, True), (False, True)]
EOF
