#!/usr/bin/env bash
# rouge_score 0.1.2 (PyPI)
# Guess: a summary that is the same as its reference scores 1.0, whatever the language.
# Seen: the tokenizer keeps a to z and 0 to 9 only. Equal Russian, Greek or Chinese texts score 0.0, and German is compared in pieces:
# "Ärger" is "rger". Its figures for such languages mean nothing without a `tokenizer` of one's own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check rouge_score==0.1.2 2> "$folder/pip.txt" || { cat "$folder/pip.txt"; exit 1; }
"$folder/venv/bin/python" - <<'EOF'
from rouge_score.rouge_scorer import RougeScorer
from rouge_score.tokenizers import DefaultTokenizer

scorer = RougeScorer(["rouge1", "rougeL"])
texts = ["The train crosses the bridge.", "Поезд едет через мост.", "Το τρένο περνά τη γέφυρα.", "列车驶过大桥。"]
scores = [scorer.score(text, text)["rougeL"].fmeasure for text in texts]
for text, score in zip(texts, scores):
    print(f"{score:.1f}  {text}")
words = DefaultTokenizer().tokenize("Der Ärger ist groß.")
print(words)
assert scores == [1.0, 0.0, 0.0, 0.0] and words == ["der", "rger", "ist", "gro"]
EOF
