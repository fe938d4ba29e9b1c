"""The digits model in Triton's Python backend: one call of the model for each batch that Triton has made."""

import os
import sys

import numpy
import triton_python_backend_utils as triton

sys.path.append(os.environ["PYTHONPATH"])  # Triton's interpreter does not read it by itself
from digits import logits


class TritonPythonModel:
    def execute(self, requests):
        images = [triton.get_input_tensor_by_name(request, "image").as_numpy() for request in requests]
        ends = numpy.cumsum([len(image) for image in images])[:-1]
        answers = numpy.split(logits(numpy.concatenate(images)), ends)
        return [
            triton.InferenceResponse(output_tensors=[triton.Tensor("logits", answer)]) for answer in answers
        ]
