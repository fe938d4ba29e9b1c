import { workerData } from "node:worker_threads";
import { createHost } from "../../host/real-host.ts";
import { serveOrders } from "../simulate/serve-orders.ts";
import { simulateWindow } from "./simulate-window.ts";
import type { WindowOrder } from "./window-order.ts";

// A thread that simulates one window after another, each from the options that it is given.

const host = { ...createHost(), cwd: (workerData as { readonly cwd: string }).cwd };

serveOrders((order: WindowOrder) => simulateWindow(order, host));
