"""Dynamic batching by Triton's rule, with Triton's counters."""

import asyncio
import queue
import threading
from dataclasses import dataclass, field
from time import perf_counter, perf_counter_ns

import numpy as np

STAGES = ("success", "fail", "queue", "compute_input", "compute_infer", "compute_output")


@dataclass
class Waiting:
    array: np.ndarray
    answer: asyncio.Future
    arrived_ns: int = field(default_factory=perf_counter_ns)


class Batcher:
    """A batch leaves when it is full, or when its oldest request has waited for the longest delay. One thread runs it."""

    def __init__(self, variant, max_batch, max_delay_s):
        self.variant, self.max_batch, self.max_delay_s = variant, max_batch, max_delay_s
        self.inferences = self.executions = 0
        self.totals = {stage: {"count": 0, "ns": 0} for stage in STAGES}
        self._waiting = queue.SimpleQueue()
        self._loop = None

    def start(self, loop):
        self._loop = loop
        threading.Thread(target=self._run, name=self.variant.name, daemon=True).start()

    def submit(self, array):
        if not 1 <= len(array) <= self.max_batch:
            raise ValueError(f"{len(array)} items, and a request may hold 1 to {self.max_batch}")
        waiting = Waiting(array, self._loop.create_future())
        self._waiting.put(waiting)
        return waiting.answer

    def _run(self):
        held = None
        while True:
            batch, held = self._gather(held or self._waiting.get())
            self._execute(batch)

    def _gather(self, first):
        """A batch, and the request that would have made it too big."""
        batch, items = [first], len(first.array)
        deadline = first.arrived_ns / 1e9 + self.max_delay_s
        while items < self.max_batch:
            left = deadline - perf_counter()
            try:
                more = self._waiting.get(timeout=left) if left > 0 else self._waiting.get_nowait()
            except queue.Empty:
                break
            if items + len(more.array) > self.max_batch:
                return batch, more
            batch.append(more)
            items += len(more.array)
        return batch, None

    def _execute(self, batch):
        stamps = [perf_counter_ns()]
        try:
            tensors = self.variant.load([waiting.array for waiting in batch])
            stamps.append(perf_counter_ns())
            output = self.variant.infer(tensors)
            stamps.append(perf_counter_ns())
            ends = np.cumsum([len(waiting.array) for waiting in batch])
            answers = np.split(output[: ends[-1]], ends[:-1])  # what is left over filled the batch up
            stamps.append(perf_counter_ns())
            self._count(batch, stamps)
        except Exception as error:  # an answer to each of these requests; the server goes on
            answers = [error] * len(batch)
            for waiting in batch:
                self._add("fail", perf_counter_ns() - waiting.arrived_ns)
        self._loop.call_soon_threadsafe(self._deliver, batch, answers)

    def _count(self, batch, stamps):
        begun, loaded, inferred, ended = stamps
        self.executions += 1
        for waiting in batch:
            self.inferences += len(waiting.array)
            self._add("success", ended - waiting.arrived_ns)
            self._add("queue", begun - waiting.arrived_ns)
            self._add("compute_input", loaded - begun)
            self._add("compute_infer", inferred - loaded)
            self._add("compute_output", ended - inferred)

    def _add(self, stage, ns):
        self.totals[stage]["count"] += 1
        self.totals[stage]["ns"] += ns

    @staticmethod
    def _deliver(batch, answers):
        for waiting, answer in zip(batch, answers):
            if waiting.answer.done():  # the client has left
                continue
            if isinstance(answer, Exception):
                waiting.answer.set_exception(answer)
            else:
                waiting.answer.set_result(answer)

    def statistics(self):
        """As Triton's statistics extension has them."""
        return {
            "name": self.variant.name,
            "version": "1",
            "inference_count": self.inferences,
            "execution_count": self.executions,
            "inference_stats": self.totals,
        }
