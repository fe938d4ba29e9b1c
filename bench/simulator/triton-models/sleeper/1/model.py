"""A model that sleeps as long as a device would compute, so that a machine of two cores has time for Triton itself."""

import time

import numpy
import triton_python_backend_utils as triton

BASE_SEC = 0.006
ITEM_SEC = 0.001


class TritonPythonModel:
    def execute(self, requests):
        inputs = [triton.get_input_tensor_by_name(request, "values").as_numpy() for request in requests]
        time.sleep(BASE_SEC + ITEM_SEC * sum(len(values) for values in inputs))
        return [
            triton.InferenceResponse(
                output_tensors=[triton.Tensor("sums", values.sum(axis=1, keepdims=True).astype(numpy.float32))]
            )
            for values in inputs
        ]
