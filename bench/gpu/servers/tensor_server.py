"""A small inference server for GPU evidence where Triton cannot be had: torch behind the Open Inference Protocol v2.

It has what decides about load: dynamic batching, binary tensors, statistics in Triton's form. It is Python, one process,
eager torch without CUDA graphs or compilation: it shows how Plimsoll measures a GPU server, not how fast a GPU can serve.

    python3 tensor_server.py --port 8000 --device cuda --max-batch 32 --max-delay-ms 2
"""

import argparse
import asyncio
import json
import sys

import aiohttp
import numpy as np
import torch
from aiohttp import web
from batcher import Batcher
from models import build_variants

NUMPY = {"UINT8": np.uint8, "INT64": np.int64}
HEADER = "Inference-Header-Content-Length"
LARGEST_BODY = 64 * 2**20
SERVER = {
    "name": "bench/gpu/servers/tensor_server.py (torch, aiohttp)",
    "version": f"torch {torch.__version__}, aiohttp {aiohttp.__version__}",
    "extensions": ["binary_tensor_data", "statistics"],
}


def read_input(expected, body, header_length):
    """The request's one tensor and its head. Raises ValueError, KeyError or TypeError for anything else."""
    split = len(body) if header_length is None else int(header_length)
    head = json.loads(body[:split])
    [tensor] = head["inputs"]
    name, datatype = expected["name"], expected["datatype"]
    if (tensor["name"], tensor["datatype"]) != (name, datatype):
        raise ValueError(f"expected one input {name} of {datatype}")
    dtype = NUMPY[datatype]
    values = np.array(tensor["data"], dtype) if "data" in tensor else np.frombuffer(body, dtype, offset=split)
    array = values.reshape(tensor["shape"])
    if array.ndim != len(expected["shape"]) or any(
        wanted not in (-1, got) for wanted, got in zip(expected["shape"], array.shape)
    ):
        raise ValueError(f"expected shape {expected['shape']}, found {list(array.shape)}")
    return head, array


def answer(model_name, head, spec, output):
    tensor = {"name": spec["name"], "datatype": spec["datatype"], "shape": list(output.shape)}
    reply = {"model_name": model_name, "model_version": "1", "outputs": [tensor]}
    if "id" in head:
        reply["id"] = head["id"]
    if not head.get("parameters", {}).get("binary_data_output"):
        tensor["data"] = output.ravel().tolist()
        return web.json_response(reply)
    data = output.tobytes()
    tensor["parameters"] = {"binary_data_size": len(data)}
    text = json.dumps(reply).encode()
    headers = {HEADER: str(len(text)), "Content-Type": "application/octet-stream"}
    return web.Response(body=text + data, headers=headers)


def refusal(status, message):
    return web.json_response({"error": str(message)}, status=status)


def routes(batchers):
    def of_model(handle):
        async def find(request):
            name = request.match_info["model"]
            if name not in batchers:
                return refusal(404, f"unknown model '{name}'")
            return await handle(request, batchers[name])

        return find

    async def server(_):
        return web.json_response(SERVER)

    async def healthy(_):
        return web.Response()

    async def index(_):
        return web.json_response([{"name": name, "version": "1", "state": "READY"} for name in batchers])

    async def metadata(_, batcher):
        model = batcher.variant.model
        about = {"name": batcher.variant.name, "versions": ["1"], "platform": "torch"}
        return web.json_response({**about, "inputs": model.inputs, "outputs": model.outputs})

    async def ready(_, __):
        return web.Response()

    async def statistics(_, batcher):
        return web.json_response({"model_stats": [batcher.statistics()]})

    async def infer(request, batcher):
        model = batcher.variant.model
        try:
            body = await request.read()
            head, array = read_input(model.inputs[0], body, request.headers.get(HEADER))
            output = await batcher.submit(array)
        except (ValueError, KeyError, TypeError) as error:
            return refusal(400, f"{type(error).__name__}: {error}")
        except Exception as error:  # whatever torch says
            return refusal(500, error)
        return answer(batcher.variant.name, head, model.outputs[0], output)

    one = "/v2/models/{model}"
    return [
        web.get("/v2", server),
        web.get("/v2/health/live", healthy),
        web.get("/v2/health/ready", healthy),
        web.post("/v2/repository/index", index),
        web.get(one, of_model(metadata)),
        web.get(f"{one}/ready", of_model(ready)),
        web.get(f"{one}/stats", of_model(statistics)),
        web.post(f"{one}/infer", of_model(infer)),
    ]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--port", type=int, default=8000)
    options.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    options.add_argument("--tiny", action="store_true", help="small models of the same kind, for a machine without a GPU")
    options.add_argument("--models", default="", help="such as resnet50_fp16,bert_base_int8; otherwise all")
    options.add_argument("--max-batch", type=int, default=32, help="most items in a dynamic batch: a power of two")
    options.add_argument("--max-delay-ms", type=float, default=2.0, help="longest wait of the oldest request")
    given = options.parse_args()
    # The thread that feeds the device must not wait for the interpreter as long as a batch takes (5 ms, if left alone).
    sys.setswitchinterval(0.0005)
    batchers = {}
    for variant in build_variants(given.device, given.tiny, set(filter(None, given.models.split(",")))):
        variant.warm_up(given.max_batch)
        batchers[variant.name] = Batcher(variant, given.max_batch, given.max_delay_ms / 1000)
    app = web.Application(client_max_size=LARGEST_BODY)
    app.add_routes(routes(batchers))

    async def start(_):
        for batcher in batchers.values():
            batcher.start(asyncio.get_running_loop())

    app.on_startup.append(start)
    web.run_app(app, host="127.0.0.1", port=given.port, access_log=None)


if __name__ == "__main__":
    main()
