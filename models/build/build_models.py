"""Builds models/digits and models/textenc, every precision, byte for byte the same on every run.

    python models/build/build_models.py [--output FOLDER]

Takes about three minutes on one core. See "Rebuilding" in models/README.md.
"""

import os

# Fixed before NumPy is imported. One thread, because the order of a parallel sum is not fixed; one kernel family
# (AVX2) rather than the best that the CPU offers, because another family adds in another order.
AVX512_FEATURES = "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR"
for variable, value in {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": AVX512_FEATURES,
}.items():
    os.environ[variable] = value

import argparse  # noqa: E402
import hashlib  # noqa: E402
import logging  # noqa: E402
import warnings  # noqa: E402
from pathlib import Path  # noqa: E402


from digits_data import SPLIT_SEED, load_split  # noqa: E402
from digits_graph import CLASSES, PIXELS, build_digits_graph  # noqa: E402
from digits_training import forward, train  # noqa: E402
from manifest import write_manifest  # noqa: E402
from precisions import write_precisions  # noqa: E402
from textenc_graph import HIDDEN, MAX_POSITIONS, SEED, VOCABULARY, build_textenc_graph  # noqa: E402


def build_digits(folder: Path) -> None:
    digits = load_split()
    weights = train(digits.train_images, digits.train_labels)
    logits, _ = forward(weights, digits.test_images)
    right = int((logits.argmax(axis=1) == digits.test_labels).sum())
    print(f"digits: {right}/{len(digits.test_labels)} held-out images right (NumPy, fp32)")

    precisions = write_precisions(build_digits_graph(weights), folder, ["MatMul"])
    images, labels = digits.test_images.tobytes(), digits.test_labels.tobytes()
    (folder / "test-images.u8").write_bytes(images)
    (folder / "test-labels.u8").write_bytes(labels)
    write_manifest(
        folder / "model.json",
        {
            "name": "digits",
            "title": "Handwritten digit classifier (8x8 images, weight-tied residual MLP)",
            "task": "classification",
            "weights": "trained",
            "licence": "Weights: Apache-2.0. Images: CC BY 4.0 (UCI), bundled by scikit-learn (BSD-3-Clause).",
            "source": "E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits, UCI Machine Learning "
            "Repository (1998), https://doi.org/10.24432/C50P49",
            "inputs": [{"name": "image", "datatype": "FP32", "shape": [-1, PIXELS]}],
            "outputs": [{"name": "logits", "datatype": "FP32", "shape": [-1, CLASSES]}],
            "precisions": precisions,
            "labelled": {
                "images": "test-images.u8",
                "imagesSha256": hashlib.sha256(images).hexdigest(),
                "labels": "test-labels.u8",
                "labelsSha256": hashlib.sha256(labels).hexdigest(),
                "count": len(digits.test_labels),
                "itemShape": [PIXELS],
                "datatype": "UINT8",
                "input": "image",
                "output": "logits",
                "classes": CLASSES,
            },
            "split": {
                "method": "stratified",
                "seed": SPLIT_SEED,
                "trained": len(digits.train_labels),
                "heldOut": len(digits.test_labels),
            },
            "generate": {"inputs": {"image": {"kind": "uniform", "low": 0, "high": 16}}},
        },
    )


def build_textenc(folder: Path) -> None:
    # Gather too: a third of the weights is the token table.
    precisions = write_precisions(build_textenc_graph(), folder, ["MatMul", "Gather"])
    write_manifest(
        folder / "model.json",
        {
            "name": "textenc",
            "title": "Transformer text encoder (2 layers, 192 wide; random weights)",
            "task": "embedding",
            "weights": "synthetic",
            "licence": "Apache-2.0",
            "source": f"Seeded random weights (seed {SEED}), models/build/textenc_graph.py",
            "inputs": [
                {"name": "input_ids", "datatype": "INT64", "shape": [-1, -1]},
                {"name": "attention_mask", "datatype": "INT64", "shape": [-1, -1]},
            ],
            "outputs": [{"name": "embedding", "datatype": "FP32", "shape": [-1, HIDDEN]}],
            "precisions": precisions,
            "generate": {
                "inputs": {
                    "input_ids": {"kind": "token-ids", "low": 0, "high": VOCABULARY},
                    "attention_mask": {"kind": "ones"},
                },
                "sequenceLength": {"min": 1, "max": MAX_POSITIONS, "default": 32},
            },
        },
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=Path(__file__).resolve().parent.parent)
    output = parser.parse_args().output
    # The fp16 converter warns of every weight below fp16's smallest step; the accuracy test is the real check.
    warnings.filterwarnings("ignore", message="the float32 number .* will be truncated")
    # The quantiser recommends its pre-processing, which fuses what these graphs already spell out.
    logging.disable(logging.WARNING)
    build_textenc(output / "textenc")
    build_digits(output / "digits")
    for path in sorted(output.glob("*/*")):
        if path.parent.name in ("digits", "textenc"):
            print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.parent.name}/{path.name}")


if __name__ == "__main__":
    main()
