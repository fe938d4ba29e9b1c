"""The digits model behind FastAPI, as many teams write it: JSON in, JSON out."""

from fastapi import FastAPI
from pydantic import BaseModel

from digits import logits

app = FastAPI()


class Images(BaseModel):
    image: list[list[float]]


@app.get("/healthz")
def healthz():
    return {"ok": True}


@app.post("/predict")
def predict(images: Images):
    return {"logits": logits(images.image).tolist()}
