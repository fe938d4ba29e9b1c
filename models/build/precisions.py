"""Derives the fp16 and int8 files from an fp32 graph, and writes all three."""

import hashlib
import tempfile
from pathlib import Path

import onnx
from onnx import ModelProto
from onnxconverter_common import float16
from onnxruntime.quantization import QuantType, quantize_dynamic


def to_fp16(model: ModelProto) -> ModelProto:
    """Half-precision weights and arithmetic; inputs and outputs keep their type, so that clients need not change."""
    copy = ModelProto()
    copy.CopyFrom(model)
    # The converter would retype the output of a Cast but leave its `to` attribute, which no runtime accepts.
    # By node, not by operator: the converter itself inserts Casts, and would go on for ever.
    casts = [node.name for node in copy.graph.node if node.op_type == "Cast"]
    return float16.convert_float_to_float16(copy, keep_io_types=True, node_block_list=casts)


def to_int8(model: ModelProto, operators: list[str]) -> ModelProto:
    """Dynamic quantisation: weights are int8 in the file, activations become uint8 as each batch arrives.

    `reduce_range` keeps weights to 7 bits. Without VNNI an x86 CPU multiplies U8 by S8 with an instruction that
    adds pairs of products into saturating 16-bit sums (vpmaddubsw); 7-bit weights cannot overflow it
    (255 * 64 * 2 < 2^15), so the answers do not collapse on an older CPU.
    """
    copy = ModelProto()
    copy.CopyFrom(model)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "int8.onnx"
        quantize_dynamic(
            copy,
            path,
            op_types_to_quantize=operators,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
        return onnx.load(path)


def write_precisions(model: ModelProto, folder: Path, quantised_operators: list[str]) -> dict[str, dict]:
    """Writes fp32.onnx, fp16.onnx and int8.onnx, and returns what model.json says about each."""
    folder.mkdir(parents=True, exist_ok=True)
    variants = {"fp32": model, "fp16": to_fp16(model), "int8": to_int8(model, quantised_operators)}
    return {precision: _write(folder / f"{precision}.onnx", variant) for precision, variant in variants.items()}


def _write(path: Path, model: ModelProto) -> dict:
    onnx.checker.check_model(model)
    content = model.SerializeToString(deterministic=True)
    path.write_bytes(content)
    return {"file": path.name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
