import { parentPort, workerData } from "node:worker_threads";
import { PlimsollError } from "../../core/errors.ts";
import { createHost } from "../../host/real-host.ts";
import { seedOutcome } from "../../simulator/over-seeds.ts";
import { carryOut } from "./carry-out.ts";
import { prepareFleet, prepareSeed } from "./prepare.ts";
import type { SeedJob, SeedOrder, SeedReply } from "./seed-messages.ts";

// A thread that simulates one seed after another. It builds the fleet once, from the options that the main thread has checked.

if (parentPort === null) throw new Error("this file runs as a worker thread");
const port = parentPort;
const { task, cwd } = workerData as SeedJob;
const host = { ...createHost(), cwd };
const prepared = prepareFleet(task, host);

port.on("message", async ({ seed }: SeedOrder) => {
  port.postMessage(await replyTo(seed));
});

async function replyTo(seed: number): Promise<SeedReply> {
  try {
    const ready = await prepareSeed(await prepared, task.parsed.given, seed, host);
    return { kind: "done", outcome: seedOutcome(await carryOut(ready, null, host, {})) };
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    const { exitCode, message, fix } = error;
    return { kind: "refused", exitCode, message, fix };
  }
}
