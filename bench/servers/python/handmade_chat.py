"""Makes a small chat model whose weights are written by hand: handmade_chat.py FOLDER CONTEXT.

It knows each task by a phrase of the prompt, and has one reply to each, of a single token or of a few. Its one layer looks from the mark
behind which the answer begins to that phrase, and the answer's tokens follow each other. So a server runs it as any model, in no time,
and what comes holds to a form that the server itself does not enforce.
"""

import sys

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

folder, context = sys.argv[1], int(sys.argv[2])
REPLIES = {
    "You judge the attitude": ['{"label": "POSITIVE"}'],
    "You sort texts": ['{"label": "sport"}'],
    "You translate texts": ['{"translation": "Guten Morgen, Freunde."}'],
    "You summarize texts": ['{"summary": "The phone is good."}'],
    # Stands beside the one above where the answer is streamed, and counts for more.
    "the translated text and nothing else": ["Guten ", "Morgen, ", "Freunde."],
}
MARKS = ["<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]
TEMPLATE = "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}<|end|>{% endfor %}<|assistant|>"
SIZE = 32

tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
tokenizer.decoder = decoders.ByteLevel()
trainer = trainers.BpeTrainer(
    vocab_size=512, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=MARKS, show_progress=False
)
tokenizer.train_from_iterator(["Whatever stands between those two lines is a text about nothing at all. "] * 10, trainer)
words = [*REPLIES, *(token for reply in REPLIES.values() for token in reply)]
tokenizer.add_tokens([AddedToken(word, normalized=False) for word in words])
fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|end|>", pad_token="<|end|>", model_max_length=context)
fast.chat_template = TEMPLATE
fast.save_pretrained(folder)

config = LlamaConfig(
    vocab_size=len(fast),
    hidden_size=SIZE,
    intermediate_size=SIZE,
    num_hidden_layers=1,
    num_attention_heads=1,
    num_key_value_heads=1,
    max_position_embeddings=context,
    rope_parameters={"rope_type": "default", "rope_theta": 1e12},
    bos_token_id=None,
    eos_token_id=fast.eos_token_id,
    pad_token_id=fast.eos_token_id,
)
model = LlamaForCausalLM(config)
embedding, attention, head = model.model.embed_tokens.weight, model.model.layers[0].self_attn, model.lm_head.weight
# A place of a head that keeps its value however far apart two tokens are.
STEADY = SIZE // 2 - 1
free = iter(range(SIZE))
other = next(free)
with torch.no_grad():
    for name, weights in model.named_parameters():
        if "norm" not in name:
            weights.zero_()
    embedding[:, other] = 1

    def own(word):
        """Gives a token a direction of its own."""
        row, place = fast.convert_tokens_to_ids(word), next(free)
        embedding[row] = 0
        embedding[row, place] = 1
        return place

    attention.q_proj.weight[STEADY, own("<|assistant|>")] = 10
    for rank, (phrase, reply) in enumerate(REPLIES.items()):
        seen, answer = own(phrase), next(free)
        attention.k_proj.weight[STEADY, seen] = 10 + 10 * (rank == len(REPLIES) - 1)
        attention.v_proj.weight[seen, seen] = 1
        attention.o_proj.weight[answer, seen] = 1
        for token in reply:
            head[fast.convert_tokens_to_ids(token), answer] = 10
            answer = own(token)
        head[fast.eos_token_id, answer] = 10
model.save_pretrained(folder)
