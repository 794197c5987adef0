#!/usr/bin/env bash
# pysbd 0.3.4 (PyPI)
# Guess: with clean=False, the sentences put together are the text again, so that nothing is ever lost.
# Seen: signs that it uses inside as marks, such as U+222F (the surface integral) and U+2609 (the sun), end up in no sentence when
# they stand in the text: words around them are left out, without an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pysbd==0.3.4 2> "$folder/pip.txt" || { cat "$folder/pip.txt"; exit 1; }
"$folder/venv/bin/python" -W ignore - <<'EOF'
import pysbd

segmenter = pysbd.Segmenter(language="en", clean=False)
for text in ["The integral over S vanishes. So the flux is zero.", "The integral ∯ vanishes. So the flux is zero.", "The mass of the Sun is M☉ here. Planets are lighter."]:
    sentences = segmenter.segment(text)
    print("".join(sentences) == text, sentences)
    assert ("".join(sentences) == text) == text.isascii()
EOF
