"""A closed loop of NVIDIA's own client: one process per request in flight, so that none waits for another's interpreter.

    python tritonclient_loop.py HOST:PORT CONCURRENCY BATCH WARMUP_S SECONDS

Prints {"perSec", "p50Ms", "p99Ms", "count"}; a request counts when it began and ended in the measured part.
"""

import json
import sys
import time
from multiprocessing import Barrier, Process, Queue

import numpy
import tritonclient.http as triton


def loop(address, batch, warmup, seconds, barrier, queue):
    client = triton.InferenceServerClient(address)
    images = numpy.random.default_rng(1).integers(0, 17, (64, batch, 64)).astype(numpy.float32)
    inputs = []
    for image in images:
        tensor = triton.InferInput("image", [batch, 64], "FP32")
        tensor.set_data_from_numpy(image, binary_data=True)
        inputs.append([tensor])
    outputs = [triton.InferRequestedOutput("logits", binary_data=True)]
    barrier.wait()
    start = time.perf_counter() + warmup
    times = []
    sent = 0
    while True:
        before = time.perf_counter()
        if before > start + seconds:
            break
        client.infer("digits", inputs[sent % 64], outputs=outputs)
        sent += 1
        after = time.perf_counter()
        if before >= start and after <= start + seconds:
            times.append(after - before)
    queue.put(times)


address, (concurrency, batch), (warmup, seconds) = (
    sys.argv[1],
    map(int, sys.argv[2:4]),
    map(float, sys.argv[4:6]),
)
barrier, queue = Barrier(concurrency), Queue()
workers = [
    Process(target=loop, args=(address, batch, warmup, seconds, barrier, queue)) for _ in range(concurrency)
]
for worker in workers:
    worker.start()
times = sorted(time for _ in workers for time in queue.get())
for worker in workers:
    worker.join()


def at(percentile):
    return times[max(0, -(-len(times) * percentile // 100) - 1)] * 1000


print(
    json.dumps(
        {"perSec": len(times) / seconds, "p50Ms": at(50), "p99Ms": at(99), "count": len(times)}
    )
)
