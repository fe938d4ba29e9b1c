"""The digits model as a handler of TorchServe: `batch` is a list of requests, and the answers are as many."""

import json

import numpy
from digits import logits


def handle(batch, _context):
    if batch is None:  # asked once, to load the model: that of `digits` is loaded already
        return None
    requests = [images_of(request) for request in batch]
    ends = numpy.cumsum([len(images) for images in requests])
    answers = numpy.split(logits(numpy.concatenate(requests)), ends[:-1])
    return [{"logits": scores.tolist()} for scores in answers]


def images_of(request):
    """JSON over HTTP comes parsed as "body", an input of a gRPC call as bytes by its name; a GET has none."""
    body = request.get("body") or request.get("data") or {"image": []}
    images = (body if isinstance(body, dict) else json.loads(body))["image"]
    return numpy.reshape(numpy.asarray(images, dtype=numpy.float32), (-1, 64))
