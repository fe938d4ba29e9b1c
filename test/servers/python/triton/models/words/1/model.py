"""Gives back the first words that it is given, as Triton's backends of language models answer: one by one, or as a whole."""

import numpy
import triton_python_backend_utils as triton

MOST_WORDS = 8


class TritonPythonModel:
    def execute(self, requests):
        for request in requests:
            words = single(request, "text_input", b"").decode().split()
            parts = [f"{word} " for word in words[: min(MOST_WORDS, single(request, "max_tokens", MOST_WORDS))]]
            if not single(request, "stream", False):
                parts = ["".join(parts)]
            sender = request.get_response_sender()
            for part in parts:
                text = numpy.array([part.encode()], dtype=numpy.object_)
                sender.send(triton.InferenceResponse(output_tensors=[triton.Tensor("text_output", text)]))
            sender.send(flags=triton.TRITONSERVER_RESPONSE_COMPLETE_FINAL)


def single(request, name, otherwise):
    tensor = triton.get_input_tensor_by_name(request, name)
    return otherwise if tensor is None else tensor.as_numpy().flat[0]
