import { parentPort, workerData } from "node:worker_threads";
import { PACER_CLOSED, type PacerShared } from "./pacer.ts";

// The pacer thread. It sleeps on a futex until the moment in `wakeAtMs` and then wakes the event loop of the sending
// thread with a message. It exists so that the sending thread never blocks.
const { control, wakeAtMs } = workerData as PacerShared;

let seen = 0;
for (;;) {
  Atomics.wait(control, 0, seen);
  seen = Atomics.load(control, 0);
  if (seen === PACER_CLOSED) break;
  for (;;) {
    const remainingMs = (wakeAtMs[0] ?? 0) - performance.now();
    if (remainingMs <= 0) break;
    if (Atomics.wait(control, 0, seen, remainingMs) !== "timed-out") {
      seen = Atomics.load(control, 0); // another moment, or the end
      if (seen === PACER_CLOSED) break;
    }
  }
  if (seen === PACER_CLOSED) break;
  parentPort?.postMessage(null);
}
