"""The ONNX graph of `textenc`: a small transformer encoder with seeded random weights.

Post-norm encoder layers as in Vaswani et al., "Attention Is All You Need" (2017), with learned-style position
embeddings and GELU as in BERT, and the mean of the unmasked positions as the sentence embedding. It is a load
shape, not a language model: nothing was trained. Both axes are dynamic, and the cost grows with both.
"""

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

VOCABULARY = 1800
MAX_POSITIONS = 512
HIDDEN = 192
HEADS = 4
HEAD_SIZE = HIDDEN // HEADS
FEED_FORWARD = 768
LAYERS = 2
SEED = 11

OPSET = 17
IR_VERSION = 8
# Added to the attention scores of masked positions. It must fit fp16 (limit 65504), and exp(-10000) is exactly 0
# in every precision, so that a padded position contributes nothing at all.
MASKED_SCORE = -10000.0


class GraphBuilder:
    """Collects nodes and initialisers; a node's output is named after the node."""

    def __init__(self, seed: int):
        self.nodes: list = []
        self.initialisers: list = []
        self._generator = np.random.default_rng(seed)

    def add(self, operator: str, inputs: list[str], name: str, **attributes) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [name], name=f"{name}_node", **attributes))
        return name

    def constant(self, name: str, value, dtype) -> str:
        self.initialisers.append(numpy_helper.from_array(np.asarray(value, dtype=dtype), name))
        return name

    def random(self, name: str, shape: tuple[int, ...], deviation: float) -> str:
        return self.constant(name, self._generator.standard_normal(shape) * deviation, np.float32)

    def linear(self, source: str, name: str, rows: int, columns: int) -> str:
        weight = self.random(f"{name}_weight", (rows, columns), rows**-0.5)
        product = self.add("MatMul", [source, weight], f"{name}_product")
        return self.add("Add", [product, self.random(f"{name}_bias", (columns,), 0.02)], name)

    def layer_norm(self, source: str, name: str) -> str:
        # Not "_scale" and "_zero_point": the quantiser takes those endings for names of its own.
        gamma = self.constant(f"{name}_gamma", np.ones(HIDDEN), np.float32)
        beta = self.constant(f"{name}_beta", np.zeros(HIDDEN), np.float32)
        return self.add("LayerNormalization", [source, gamma, beta], name, axis=-1, epsilon=1e-5)


def build_textenc_graph() -> ModelProto:
    builder = GraphBuilder(SEED)
    mask = builder.add("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
    hidden = embed(builder)
    scores_offset = attention_offset(builder, mask)
    for layer in range(LAYERS):
        hidden = encoder_layer(builder, hidden, scores_offset, f"layer{layer}")
    mean_pool(builder, hidden, mask)
    graph = helper.make_graph(
        builder.nodes,
        "textenc",
        [
            helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "sequence"]),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch", "sequence"]),
        ],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", HIDDEN])],
        builder.initialisers,
    )
    return helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="plimsoll models/build",
    )


def embed(builder: GraphBuilder) -> str:
    """Token embedding plus the first `sequence` rows of the position table, which keeps that axis dynamic."""
    tokens = builder.add("Gather", [builder.random("token_table", (VOCABULARY, HIDDEN), 1.0), "input_ids"], "tokens")
    shape = builder.add("Shape", ["input_ids"], "ids_shape", start=1, end=2)
    start = builder.constant("position_start", [0], np.int64)
    axis = builder.constant("position_axis", [0], np.int64)
    table = builder.random("position_table", (MAX_POSITIONS, HIDDEN), 0.3)
    positions = builder.add("Slice", [table, start, shape, axis], "positions")
    return builder.layer_norm(builder.add("Add", [tokens, positions], "placed_tokens"), "embedded")


def attention_offset(builder: GraphBuilder, mask: str) -> str:
    """0 where the mask is 1, MASKED_SCORE where it is 0, shaped [batch, 1, 1, sequence]."""
    one = builder.constant("one", 1, np.float32)
    absent = builder.add("Sub", [one, mask], "absent")
    offset = builder.add("Mul", [absent, builder.constant("masked_score", MASKED_SCORE, np.float32)], "offset")
    return builder.add("Unsqueeze", [offset, builder.constant("head_axes", [1, 2], np.int64)], "scores_offset")


def encoder_layer(builder: GraphBuilder, hidden: str, scores_offset: str, name: str) -> str:
    attended = builder.linear(attention(builder, hidden, scores_offset, name), f"{name}_attended", HIDDEN, HIDDEN)
    normed = builder.layer_norm(builder.add("Add", [hidden, attended], f"{name}_sum1"), f"{name}_norm1")
    expanded = gelu(builder, builder.linear(normed, f"{name}_expanded", HIDDEN, FEED_FORWARD), name)
    contracted = builder.linear(expanded, f"{name}_contracted", FEED_FORWARD, HIDDEN)
    return builder.layer_norm(builder.add("Add", [normed, contracted], f"{name}_sum2"), f"{name}_norm2")


def attention(builder: GraphBuilder, hidden: str, scores_offset: str, name: str) -> str:
    """softmax(Q K^T / sqrt(HEAD_SIZE) + offset) V, per head; the heads are joined again."""

    def heads(kind: str, order: list[int]) -> str:
        projected = builder.linear(hidden, f"{name}_{kind}", HIDDEN, HIDDEN)
        # In Reshape, 0 copies the input's dimension: [batch, sequence, HEADS, HEAD_SIZE].
        shape = builder.constant(f"{name}_{kind}_shape", [0, 0, HEADS, HEAD_SIZE], np.int64)
        split = builder.add("Reshape", [projected, shape], f"{name}_{kind}_split")
        return builder.add("Transpose", [split], f"{name}_{kind}_heads", perm=order)

    query, key, value = heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1]), heads("value", [0, 2, 1, 3])
    product = builder.add("MatMul", [query, key], f"{name}_query_key")
    root = builder.constant(f"{name}_root_head_size", HEAD_SIZE**0.5, np.float32)
    scores = builder.add("Div", [product, root], f"{name}_scores")
    masked = builder.add("Add", [scores, scores_offset], f"{name}_masked_scores")
    shares = builder.add("Softmax", [masked], f"{name}_shares", axis=-1)
    context = builder.add("MatMul", [shares, value], f"{name}_context")
    together = builder.add("Transpose", [context], f"{name}_together", perm=[0, 2, 1, 3])
    joined_shape = builder.constant(f"{name}_joined_shape", [0, 0, HIDDEN], np.int64)
    return builder.add("Reshape", [together, joined_shape], f"{name}_joined")


def gelu(builder: GraphBuilder, source: str, name: str) -> str:
    """x / 2 * (1 + erf(x / sqrt 2)), in the form that ONNX Runtime fuses into one operator."""
    root_two = builder.constant(f"{name}_root_two", 2**0.5, np.float32)
    gelu_one = builder.constant(f"{name}_gelu_one", 1, np.float32)
    half = builder.constant(f"{name}_half", 0.5, np.float32)
    error = builder.add("Erf", [builder.add("Div", [source, root_two], f"{name}_scaled")], f"{name}_erf")
    raised = builder.add("Add", [error, gelu_one], f"{name}_raised")
    return builder.add("Mul", [builder.add("Mul", [source, raised], f"{name}_gated"), half], f"{name}_gelu")


def mean_pool(builder: GraphBuilder, hidden: str, mask: str) -> str:
    """The mean over the unmasked positions; a row whose mask is all zeros gives zeros instead of a division by 0."""
    last = builder.constant("last_axis", [2], np.int64)
    weights = builder.add("Unsqueeze", [mask, last], "pool_weights")
    kept = builder.add("Mul", [hidden, weights], "kept")
    sequence_axis = builder.constant("sequence_axis", [1], np.int64)
    total = builder.add("ReduceSum", [kept, sequence_axis], "total", keepdims=0)
    count = builder.add("ReduceSum", [weights, sequence_axis], "token_count", keepdims=0)
    at_least_one = builder.add("Max", [count, builder.constant("least_count", 1, np.float32)], "divisor")
    return builder.add("Div", [total, at_least_one], "embedding")
