"""The digits model in KServe's Python server, which asks it over V1 and V2 alike. Arguments: --http_port, --grpc_port."""

from kserve import InferOutput, InferResponse, Model, ModelServer

from digits import logits


class Digits(Model):
    def get_input_types(self):
        return [{"name": "image", "datatype": "FP32", "shape": [-1, 64]}]

    def get_output_types(self):
        return [{"name": "logits", "datatype": "FP32", "shape": [-1, 10]}]

    def predict(self, payload, headers=None, response_headers=None):
        if isinstance(payload, dict):
            return {"predictions": logits(payload["instances"]).tolist()}
        answer = logits(payload.inputs[0].as_numpy())
        output = InferOutput(name="logits", shape=list(answer.shape), datatype="FP32")
        output.set_data_from_numpy(answer, binary_data=payload.from_grpc or payload.use_binary_outputs)
        return InferResponse(payload.id or "", self.name, [output], from_grpc=payload.from_grpc)


if __name__ == "__main__":
    model = Digits("digits")
    model.load()
    ModelServer().start([model])
