#!/usr/bin/env bash
# sentencepiece 0.2.3, protobuf 7.36.2 (PyPI)
# Guess: `begin` and `end` of a piece are places in the Python string that was given, as a piece's `surface` is a part of it.
# Seen: they count the bytes of its UTF-8. Behind the first letter that is not ASCII, text[piece.begin:piece.end] is another piece of
# the text: what marks words or cuts sentences by them shifts to the right, by more the longer the text is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check sentencepiece==0.2.3 protobuf==7.36.2 2> "$folder/pip.txt" || { cat "$folder/pip.txt"; exit 1; }
"$folder/venv/bin/python" - <<'EOF'
import io

import sentencepiece

texts = ["Der Zug fährt über die Brücke.", "Die Brücke öffnet im Mai.", "Über den Fluss fährt kein Schiff."] * 50
model = io.BytesIO()
sentencepiece.SentencePieceTrainer.train(
    sentence_iterator=iter(texts), model_writer=model, vocab_size=60, hard_vocab_limit=False, minloglevel=3
)
processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


def cut(text):
    pieces = processor.encode(text, return_type="proto").pieces
    return [(piece.surface, text[piece.begin : piece.end], text.encode()[piece.begin : piece.end].decode()) for piece in pieces]


for text in ["Der Zug", "Über die Brücke"]:
    for surface, by_characters, by_bytes in cut(text):
        print(f"{surface!r:8} text[begin:end] {by_characters!r:8} bytes[begin:end] {by_bytes!r}")
assert all(surface == by_characters == by_bytes for surface, by_characters, by_bytes in cut("Der Zug"))
assert all(surface == by_bytes for surface, _, by_bytes in cut("Über die Brücke"))
assert any(surface != by_characters for surface, by_characters, _ in cut("Über die Brücke"))
EOF
