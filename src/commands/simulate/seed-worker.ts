import { workerData } from "node:worker_threads";
import { createHost } from "../../host/real-host.ts";
import { type SeedOutcome, seedOutcome } from "../../simulator/over-seeds.ts";
import { carryOut } from "./carry-out.ts";
import { prepareFleet, prepareSeed } from "./prepare.ts";
import type { SeedJob, SeedOrder } from "./seed-messages.ts";
import { serveOrders } from "./serve-orders.ts";

// A thread that simulates one seed after another. It builds the fleet once, from the options that the main thread has checked.

const { task, cwd } = workerData as SeedJob;
const host = { ...createHost(), cwd };
const prepared = prepareFleet(task, host);

serveOrders<SeedOrder, SeedOutcome>(async ({ seed }) => {
  const ready = await prepareSeed(await prepared, task.parsed.given, seed, host);
  return seedOutcome(await carryOut(ready, null, host, {}));
});
