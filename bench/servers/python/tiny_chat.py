"""Makes a chat model of random weights with a tokenizer of its own: tiny_chat.py FOLDER CONTEXT."""

import sys

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

folder, context = sys.argv[1], int(sys.argv[2])
TEXTS = ["The new phone is a joy to use.", '{"label": "POSITIVE"}', "You judge the attitude that the writer of a text expresses."]
TEMPLATE = "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}<|end|>{% endfor %}<|assistant|>"
MARKS = ["<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]

tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
tokenizer.decoder = decoders.ByteLevel()
trainer = trainers.BpeTrainer(
    vocab_size=512, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=MARKS, show_progress=False
)
tokenizer.train_from_iterator(TEXTS * 10, trainer)
fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|end|>", pad_token="<|end|>", model_max_length=context)
fast.chat_template = TEMPLATE
fast.save_pretrained(folder)

torch.manual_seed(1)
config = LlamaConfig(
    vocab_size=len(fast),
    hidden_size=128,
    intermediate_size=256,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=4,
    max_position_embeddings=context,
    bos_token_id=None,
    eos_token_id=fast.eos_token_id,
    pad_token_id=fast.eos_token_id,
)
LlamaForCausalLM(config).save_pretrained(folder)
