"""Models of well-known shapes with seeded weights: what they answer means nothing, how fast they answer does.

Each knows how several requests become one batch (`collate`), and what it is to the Open Inference Protocol.
"""

import copy

import numpy as np
import torch
import torchvision
import transformers
from torch.nn.functional import pad

SEED = 1
DTYPES = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}
# torch._int_mm on CUDA wants more than 16 rows.
LEAST_ROWS = 32


class Int8Linear(torch.nn.Module):
    """x·Wᵀ by torch._int_mm: weights scaled per output, activations per row as they come (dynamic quantization)."""

    def __init__(self, linear):
        super().__init__()
        weight = linear.weight.detach().float()
        scale = weight.abs().amax(dim=1, keepdim=True) / 127
        self.register_buffer("weight", (weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale.t().contiguous())
        self.register_buffer("bias", linear.bias.detach().float())

    def forward(self, x):
        rows = x.reshape(-1, x.shape[-1]).float()
        scale = rows.abs().amax(dim=1, keepdim=True).clamp(min=1e-9) / 127
        quantized = (rows / scale).round().to(torch.int8)
        missing = max(0, LEAST_ROWS - len(rows))
        product = torch._int_mm(pad(quantized, (0, 0, 0, missing)), self.weight.t())[: len(rows)]
        return (product * scale * self.scale + self.bias).to(x.dtype).reshape(*x.shape[:-1], -1)


class Vision:
    """ResNet-50. Pictures come as bytes, as a decoder leaves them, and are normalized on the device."""

    shape = "resnet50"
    precisions = ("fp32", "fp16", "bf16")

    def __init__(self, tiny, pinned):
        self.pinned = pinned
        self.side = 32 if tiny else 224
        build = torchvision.models.resnet18 if tiny else torchvision.models.resnet50
        self.network = build(weights=None).to(memory_format=torch.channels_last)
        self.inputs = [{"name": "image", "datatype": "UINT8", "shape": [-1, 3, self.side, self.side]}]
        self.outputs = [{"name": "scores", "datatype": "FP32", "shape": [-1, 1000]}]

    def collate(self, arrays):
        """Filled up to a power of two, so that cuDNN has tuned itself to every size before the load."""
        items = sum(map(len, arrays))
        shape = (1 << (items - 1).bit_length(), 3, self.side, self.side)
        batch = torch.empty(shape, dtype=torch.uint8, pin_memory=self.pinned)
        np.concatenate(arrays, out=batch.numpy()[:items])
        batch[items:] = 0
        return (batch,)

    def forward(self, network, dtype, images):
        pixels = images.to(dtype).contiguous(memory_format=torch.channels_last)
        return network((pixels / 255 - 0.45) / 0.225)

    def examples(self, most):
        return [np.zeros((1 << power, 3, self.side, self.side), np.uint8) for power in range(most.bit_length())]


class Encoder:
    """BERT base. Texts of different length in one batch are filled up to the longest and masked."""

    shape = "bert_base"
    precisions = ("fp32", "fp16", "bf16", "int8")

    def __init__(self, tiny, pinned):
        self.pinned = pinned
        small = {"hidden_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 512}
        config = transformers.BertConfig(**(small if tiny else {}))
        self.network = transformers.AutoModel.from_config(config, attn_implementation="sdpa")
        self.longest, self.words = config.max_position_embeddings, config.vocab_size
        self.inputs = [{"name": "input_ids", "datatype": "INT64", "shape": [-1, -1]}]
        self.outputs = [{"name": "embedding", "datatype": "FP32", "shape": [-1, config.hidden_size]}]

    def collate(self, arrays):
        longest = max(array.shape[1] for array in arrays)
        if longest > self.longest:
            raise ValueError(f"{longest} tokens, and the model takes at most {self.longest}")
        shape = (sum(map(len, arrays)), longest)
        ids, mask = (torch.zeros(shape, dtype=torch.int64, pin_memory=self.pinned) for _ in range(2))
        row = 0
        for array in arrays:
            items, length = array.shape
            ids.numpy()[row : row + items, :length] = array
            mask[row : row + items, :length] = 1
            row += items
        # On the device this would end the process.
        if not 0 <= int(ids.min()) <= int(ids.max()) < self.words:
            raise ValueError(f"a token that is not in the vocabulary of {self.words}")
        return ids, mask

    def forward(self, network, dtype, ids, mask):
        return network(input_ids=ids, attention_mask=mask).pooler_output

    def examples(self, most):
        return [np.ones((items, 128), np.int64) for items in {1, most}]


class Variant:
    """A model in one precision on one device: arrays in, an array out."""

    def __init__(self, model, precision, device):
        self.model, self.device = model, device
        self.name = f"{model.shape}_{precision}"
        self.dtype = DTYPES.get(precision, torch.float16)
        network = copy.deepcopy(model.network).eval().to(self.dtype)
        if precision == "int8":
            # The layers hold nearly all of the arithmetic. What stays is in fp16.
            for parent in list(network.encoder.modules()):
                for name, child in list(parent.named_children()):
                    if isinstance(child, torch.nn.Linear):
                        setattr(parent, name, Int8Linear(child))
        self.network = network.to(device)

    def load(self, arrays):
        """One batch, on the device."""
        return [tensor.to(self.device) for tensor in self.model.collate(arrays)]

    @torch.inference_mode()
    def infer(self, tensors):
        output = self.model.forward(self.network, self.dtype, *tensors)
        return output.float().cpu().numpy()  # waits for the device

    def warm_up(self, most):
        for example in self.model.examples(most):
            for _ in range(3):
                self.infer(self.load([example]))


def build_variants(device, tiny, wanted):
    """`wanted`: names such as bert_base_fp16; empty means all."""
    torch.manual_seed(SEED)
    torch.backends.cudnn.benchmark = True
    # fp32 is IEEE's: TF32 would be another precision under the same name.
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cuda.matmul.allow_tf32 = False
    return [
        Variant(model, precision, device)
        for model in (Vision(tiny, device == "cuda"), Encoder(tiny, device == "cuda"))
        for precision in model.precisions
        if not wanted or f"{model.shape}_{precision}" in wanted
    ]
