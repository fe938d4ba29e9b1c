import { parentPort, workerData } from "node:worker_threads";
import { PlimsollError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { createHost } from "../../host/real-host.ts";
import type { WindowJob, WindowReply } from "./window-order.ts";

/** Answers one order after another, in a thread that `WindowThreads` started. */
export function answerOrders<Order, Outcome>(simulate: (order: Order, host: Host) => Promise<Outcome>): void {
  if (parentPort === null) throw new Error("this runs in a worker thread");
  const port = parentPort;
  const host = { ...createHost(), cwd: (workerData as WindowJob).cwd };
  port.on("message", async (order: Order) => {
    port.postMessage(await replyTo(() => simulate(order, host)));
  });
}

async function replyTo<Outcome>(simulate: () => Promise<Outcome>): Promise<WindowReply<Outcome>> {
  try {
    return { kind: "done", outcome: await simulate() };
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    const { exitCode, message, fix } = error;
    return { kind: "refused", exitCode, message, fix };
  }
}
