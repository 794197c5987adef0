"""Makes an encoder of random weights that judges reviews, with a tokenizer of its own: tiny_encoder.py FOLDER."""

import sys

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

folder = sys.argv[1]
MARKS = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"}
LABELS = ["negative", "neutral", "positive"]

tokenizer = Tokenizer(models.WordPiece(unk_token=MARKS["unk_token"]))
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
trainer = trainers.WordPieceTrainer(vocab_size=200, special_tokens=list(MARKS.values()), show_progress=False)
tokenizer.train_from_iterator(["The new phone is a joy to use.", "The soup was cold."], trainer)
fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=512, **MARKS)
fast.save_pretrained(folder)

torch.manual_seed(1)
config = BertConfig(
    vocab_size=len(fast),
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=1,
    num_attention_heads=2,
    id2label=dict(enumerate(LABELS)),
    label2id={label: place for place, label in enumerate(LABELS)},
)
BertForSequenceClassification(config).save_pretrained(folder)
