"""Writes SmolLM2 as servers of PyTorch models read it: smollm2_weights.py FOLDER CONTEXT."""

import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

from smollm2 import FILE, FOLDER

folder, context = sys.argv[1], int(sys.argv[2])
tokenizer = AutoTokenizer.from_pretrained(FOLDER, gguf_file=FILE, model_max_length=context)
tokenizer.save_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(FOLDER, gguf_file=FILE, dtype=torch.bfloat16, quantization_config=GgufConfig(dequantize=True))
model.config.max_position_embeddings = context
model.save_pretrained(folder)
