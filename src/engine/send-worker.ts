import { parentPort, workerData } from "node:worker_threads";
import { monotonicClock } from "../host/monotonic-clock.ts";
import type { FromWorker, ToWorker, WorkerJob } from "./messages.ts";
import { SendLoop } from "./send-loop.ts";

// The worker thread that sends one stripe of the load over its own connections.
const port = parentPort;
if (port === null) throw new Error("the engine's worker must be started as a thread");
const send = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

const loop = new SendLoop(workerData as WorkerJob, monotonicClock, send);
port.on("message", (message: ToWorker) => {
  if (message.kind === "start") loop.start(message.t0Ms);
  else if (message.kind === "end") loop.endAt(message.atMs);
  else loop.stop();
});
await loop.connect();
send({ kind: "ready" });
