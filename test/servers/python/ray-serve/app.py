"""The digits model behind Ray Serve: `@serve.batch` gathers what comes within 5 ms, 16 requests at most."""

import sys

import numpy
import ray
from digits import logits
from fastapi import FastAPI
from pydantic import BaseModel
from ray import serve

port = int(sys.argv[1])
http = FastAPI()


class Images(BaseModel):
    image: list[list[float]]


@serve.deployment(max_ongoing_requests=64, ray_actor_options={"num_cpus": 0.1})
@serve.ingress(http)
class Digits:
    @serve.batch(max_batch_size=16, batch_wait_timeout_s=0.005)
    async def scores(self, requests: list[list]) -> list:
        ends = numpy.cumsum([len(images) for images in requests])
        return numpy.split(logits(numpy.concatenate(requests)), ends[:-1])

    @http.get("/healthz")
    def healthz(self) -> dict:
        return {"ok": True}

    @http.post("/predict")
    async def predict(self, images: Images) -> dict:
        return {"logits": (await self.scores(images.image)).tolist()}


# As small as it gets: two cores, no dashboard.
ray.init(num_cpus=2, object_store_memory=80_000_000, include_dashboard=False)
serve.start(http_options={"host": "127.0.0.1", "port": port})
serve.run(
    Digits.bind(), name="digits", route_prefix="/digits", logging_config={"enable_access_log": False}, blocking=True
)
