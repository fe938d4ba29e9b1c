"""Drives `plimsoll serve` with NVIDIA's own client: metadata, statistics, JSON and binary inference.

    python triton_client.py HOST:PORT MODEL_FOLDER
"""

import json
import sys
from pathlib import Path

import numpy
import tritonclient.http as triton

address, folder = sys.argv[1], Path(sys.argv[2])
images = numpy.fromfile(folder / "test-images.u8", dtype=numpy.uint8).reshape(-1, 64).astype(numpy.float32)
labels = numpy.fromfile(folder / "test-labels.u8", dtype=numpy.uint8)

client = triton.InferenceServerClient(address)
assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("digits")
metadata = client.get_model_metadata("digits")


def classify(batch, binary):
    image = triton.InferInput("image", batch.shape, "FP32")
    image.set_data_from_numpy(batch, binary_data=binary)
    output = triton.InferRequestedOutput("logits", binary_data=binary)
    return client.infer("digits", [image], outputs=[output]).as_numpy("logits")


binary = numpy.vstack([classify(images[i : i + 32], True) for i in range(0, len(images), 32)])
plain = classify(images[:32], False)
refused = ""
try:
    classify(numpy.zeros((1, 63), dtype=numpy.float32), True)
except triton.InferenceServerException as error:
    refused = error.message()

print(
    json.dumps(
        {
            "inputs": metadata["inputs"],
            "correct": int((binary.argmax(axis=1) == labels).sum()),
            "images": len(images),
            "jsonDiffersBy": float(numpy.abs(plain - binary[:32]).max()),
            "refused": refused,
            "inferenceCount": client.get_inference_statistics("digits")["model_stats"][0]["inference_count"],
        }
    )
)
