"""The digits model behind LitServe, batched. Argument: the port."""

import sys

import litserve
import numpy


class Digits(litserve.LitAPI):
    def setup(self, device):
        from digits import logits  # here: the model belongs to the worker process

        self.logits = logits

    def decode_request(self, request):
        return numpy.asarray(request["image"], dtype=numpy.float32)

    def predict(self, images):
        return self.logits(images.reshape(-1, 64)).reshape(*images.shape[:-1], 10)

    def encode_response(self, answer):
        return {"logits": answer.tolist()}


if __name__ == "__main__":
    server = litserve.LitServer(Digits(max_batch_size=32, batch_timeout=0.001), accelerator="cpu")
    server.run(host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", generate_client_file=False)
