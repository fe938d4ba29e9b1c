import { parentPort, workerData } from "node:worker_threads";
import { PlimsollError } from "../../core/errors.ts";
import { createHost } from "../../host/real-host.ts";
import { simulateWindow } from "./simulate-window.ts";
import type { WindowJob, WindowOrder, WindowReply } from "./window-order.ts";

// A thread that simulates one window after another, each from the options that it is given.

if (parentPort === null) throw new Error("this file runs as a worker thread");
const port = parentPort;
const host = { ...createHost(), cwd: (workerData as WindowJob).cwd };

port.on("message", async (order: WindowOrder) => {
  port.postMessage(await replyTo(order));
});

async function replyTo(order: WindowOrder): Promise<WindowReply> {
  try {
    return { kind: "done", outcome: await simulateWindow(order, host) };
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    const { exitCode, message, fix } = error;
    return { kind: "refused", exitCode, message, fix };
  }
}
