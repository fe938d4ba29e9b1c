import { parentPort } from "node:worker_threads";
import { PlimsollError } from "../../core/errors.ts";
import type { OrderReply } from "./order-threads.ts";

/**
 * Carries out the orders that a thread of `OrderThreads` is given, one after another. An error of the user's goes back as one; any other ends the
 * thread, and with it every order.
 */
export function serveOrders<Order, Outcome>(carryOut: (order: Order) => Promise<Outcome>): void {
  if (parentPort === null) throw new Error("orders come to worker threads alone");
  const port = parentPort;
  port.on("message", async (order: Order) => {
    port.postMessage(await replyTo(order));
  });

  async function replyTo(order: Order): Promise<OrderReply<Outcome>> {
    try {
      return { kind: "done", outcome: await carryOut(order) };
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error;
      const { exitCode, message, fix } = error;
      return { kind: "refused", exitCode, message, fix };
    }
  }
}
