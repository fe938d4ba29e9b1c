import { z } from "zod";
import { formatSpan } from "../../core/format.ts";
import { leastOutstanding } from "../../scenario/balancing/least-outstanding.ts";
import { p2c } from "../../scenario/balancing/p2c.ts";
import type { Replica } from "../replica.ts";
import { defineRouter } from "./router-kind.ts";

const DAY_MS = 86_400_000;

/** The rules that look at loads: the others choose the same however old what they see is. */
const RULES = { "least-outstanding": leastOutstanding, p2c };

/**
 * Sees the loads of the last report, in which all replicas told theirs at one moment: the periodic update, or bulletin board, of
 * Mitzenmacher, "How Useful Is Old Information?", IEEE Trans. Parallel Distrib. Syst. 11(1), 2000. Until the next report everything
 * runs to what was idle then. A replica that has told nothing yet passes for idle.
 */
export const stale = defineRouter({
  kind: "stale",
  title: "by the loads that all replicas reported at the same moment, a while ago",
  example: "stale:every=1s,by=least-outstanding",
  options: z.strictObject({
    kind: z.literal("stale"),
    everyMs: z.number().min(0.01).max(DAY_MS).describe("time between two reports"),
    by: z
      .enum(["least-outstanding", "p2c"])
      .default("least-outstanding")
      .describe("how a replica is chosen by what was reported"),
  }),
  first: "everyMs",
  create: ({ everyMs, by }) => ({
    words: `${by}, by loads that are reported every ${formatSpan(everyMs)}`,
    start({ events, rng }) {
      let replicas: readonly Replica[] = [];
      let board: number[] = [];
      const reported = new WeakMap<Replica, number>();
      const report = {
        happen() {
          for (const replica of replicas) reported.set(replica, replica.outstanding);
          for (const [slot, replica] of replicas.entries()) board[slot] = replica.outstanding;
          events.schedule(events.nowMs + everyMs, report);
        },
      };
      events.schedule(events.nowMs + everyMs, report);
      return (routed) => {
        replicas = routed;
        board = replicas.map((replica) => reported.get(replica) ?? 0);
        const choose = replicas.length > 1 ? RULES[by].start(replicas.length, 0, rng) : () => 0;
        return () => choose(board);
      };
    },
  }),
});
