"""The digits model as a runtime of MLServer, with its adaptive batching (model-settings.json)."""

from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse

from digits import logits


class Digits(MLModel):
    async def load(self) -> bool:
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        images = NumpyCodec.decode_input(payload.inputs[0])
        answer = NumpyCodec.encode_output("logits", logits(images))
        return InferenceResponse(model_name=self.name, outputs=[answer])
