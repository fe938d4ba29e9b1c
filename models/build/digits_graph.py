"""The ONNX graph of `digits`: a residual multilayer perceptron whose one block is applied many times.

    h_0     = W_in (x / 8 - 1) + b_in
    h_{k+1} = h_k + W_2 relu(W_1 h_k + b_1) + b_2        k = 0 .. APPLICATIONS - 1
    logits  = W_out h_APPLICATIONS + b_out

The residual form is that of He et al., "Deep Residual Learning for Image Recognition" (2016). Every application
reads the same four initialisers, so the file stays the size of one block while the arithmetic is that of many:
an inference costs milliseconds, and its cost at batch 1 is dominated by reading weights - the property that
makes batching pay on real servers.
"""

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

PIXELS = 64
HIDDEN = 512
EXPANDED = 2048
CLASSES = 10
APPLICATIONS = 24

OPSET = 17
# The oldest intermediate representation that carries opset 17: more runtimes can read the file.
IR_VERSION = 8


def build_digits_graph(weights: dict[str, np.ndarray]) -> ModelProto:
    """Lays the trained weights out as a graph. `weights` uses the names in the module comment."""
    nodes = [
        helper.make_node("Mul", ["image", "pixel_scale"], ["image_scaled"], name="scale_pixels"),
        helper.make_node("Sub", ["image_scaled", "pixel_offset"], ["image_centred"], name="centre_pixels"),
    ]

    def linear(source: str, layer: str, target: str) -> None:
        # MatMul and Add rather than Gemm: dynamic quantisation rewrites MatMul, and keeps its initialiser shared.
        nodes.append(helper.make_node("MatMul", [source, f"w_{layer}"], [f"{target}_product"], name=f"{target}_matmul"))
        nodes.append(helper.make_node("Add", [f"{target}_product", f"b_{layer}"], [target], name=f"{target}_bias"))

    linear("image_centred", "in", "hidden_0")
    for step in range(APPLICATIONS):
        linear(f"hidden_{step}", "1", f"expanded_{step}")
        nodes.append(helper.make_node("Relu", [f"expanded_{step}"], [f"active_{step}"], name=f"relu_{step}"))
        linear(f"active_{step}", "2", f"update_{step}")
        nodes.append(
            helper.make_node(
                "Add", [f"hidden_{step}", f"update_{step}"], [f"hidden_{step + 1}"], name=f"residual_{step}"
            )
        )
    linear(f"hidden_{APPLICATIONS}", "out", "logits")

    initialisers = [
        numpy_helper.from_array(np.array(1 / 8, dtype=np.float32), "pixel_scale"),
        numpy_helper.from_array(np.array(1, dtype=np.float32), "pixel_offset"),
    ]
    initialisers += [
        numpy_helper.from_array(np.ascontiguousarray(weights[name], dtype=np.float32), name)
        for name in sorted(weights)
    ]
    graph = helper.make_graph(
        nodes,
        "digits",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", PIXELS])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", CLASSES])],
        initialisers,
    )
    return helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="plimsoll models/build",
    )
