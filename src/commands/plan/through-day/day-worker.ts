import { workerData } from "node:worker_threads";
import { createHost } from "../../../host/real-host.ts";
import { serveOrders } from "../../simulate/serve-orders.ts";
import type { DayOrder } from "./day-order.ts";
import { simulateDay } from "./simulate-day.ts";

// A thread that simulates one whole day after another.

const host = { ...createHost(), cwd: (workerData as { readonly cwd: string }).cwd };

serveOrders((order: DayOrder) => simulateDay(order, host));
