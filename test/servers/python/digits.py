"""The digits model on one thread of ONNX Runtime: what every server here computes. MODEL_FILE names the model."""

import os

import numpy
import onnxruntime

_options = onnxruntime.SessionOptions()
_options.intra_op_num_threads = 1
_options.inter_op_num_threads = 1
_session = onnxruntime.InferenceSession(os.environ["MODEL_FILE"], _options, providers=["CPUExecutionProvider"])


def logits(images):
    """Scores [n, 10] of images [n, 64], each value from 0 to 16."""
    return _session.run(["logits"], {"image": numpy.asarray(images, dtype=numpy.float32)})[0]
