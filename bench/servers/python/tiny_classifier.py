"""Makes a classifier of random weights with a tokenizer of its own: tiny_classifier.py FOLDER LABEL..."""

import sys

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

folder, labels = sys.argv[1], sys.argv[2:]
MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,!?'"
words = [*MARKS, *LETTERS, *(f"##{letter}" for letter in LETTERS)]
vocabulary = {word: place for place, word in enumerate(words)}

tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
tokenizer.normalizer = normalizers.BertNormalizer()
tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
tokenizer.post_processor = processors.TemplateProcessing(
    single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
)
names = dict(zip(["pad_token", "unk_token", "cls_token", "sep_token", "mask_token"], MARKS))
PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=512, **names).save_pretrained(folder)

torch.manual_seed(1)
config = BertConfig(
    vocab_size=len(words),
    hidden_size=32,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=64,
    id2label=dict(enumerate(labels)),
    label2id={label: place for place, label in enumerate(labels)},
)
BertForSequenceClassification(config).save_pretrained(folder)
