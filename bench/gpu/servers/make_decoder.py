"""Writes a decoder with seeded weights and a tokenizer of its own into a folder, for `transformers serve`.

    python3 make_decoder.py FOLDER [--tiny]
"""

import argparse
import re
from pydoc_data.topics import topics

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

SEED = 1
END = "<end>"
SIZES = {
    # Llama 3.2 1B but for a smaller vocabulary: 1.04 billion parameters.
    False: {
        "hidden_size": 2048,
        "num_hidden_layers": 16,
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
        "intermediate_size": 8192,
        "vocab_size": 32000,
    },
    True: {
        "hidden_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "intermediate_size": 128,
        "vocab_size": 2000,
    },
}


def make_tokenizer(size):
    """Byte pairs, learnt from Python's own manual: it is English, and on every machine with Python."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=[END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(topics.values(), trainer)
    # A model that writes at random uses the whole vocabulary: each number must be some text.
    missing = size - tokenizer.get_vocab_size()
    tokenizer.add_tokens([f" word{number}" for number in range(missing)])
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=END, pad_token=END)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder")
    options.add_argument("--tiny", action="store_true")
    options.add_argument("--device", default="cpu", help="where the weights are drawn: cuda is faster")
    given = options.parse_args()
    size = SIZES[given.tiny]
    torch.manual_seed(SEED)
    torch.set_default_dtype(torch.bfloat16)
    with torch.device(given.device):
        model = LlamaForCausalLM(LlamaConfig(**size, max_position_embeddings=4096, tie_word_embeddings=True))
    # No end token: every answer is as long as was asked for, as `ignore_eos` does elsewhere.
    model.generation_config = GenerationConfig(do_sample=True, eos_token_id=None, pad_token_id=0)
    model.config.eos_token_id = None
    model.save_pretrained(given.folder)
    make_tokenizer(size["vocab_size"]).save_pretrained(given.folder)
    print(f"{sum(weight.numel() for weight in model.parameters()) / 1e9:.2f} billion parameters in {given.folder}")


if __name__ == "__main__":
    main()
