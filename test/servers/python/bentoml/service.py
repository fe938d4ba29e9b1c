"""The digits model as a BentoML service with its adaptive batching."""

import bentoml
import numpy

from digits import logits


@bentoml.service(workers=1)
class Digits:
    @bentoml.api(batchable=True, max_batch_size=32, max_latency_ms=5000)
    def predict(self, image: numpy.ndarray) -> numpy.ndarray:
        return logits(image)
