import { z } from "zod";
import type { BalancingRule } from "../../scenario/balancing/balancing-rule.ts";
import { defineRouter } from "./router-kind.ts";

/** A router that chooses for each request by a rule, and begins anew when the replicas change. */
export const byRule = (rule: BalancingRule) =>
  defineRouter({
    kind: rule.kind,
    title: rule.title,
    example: rule.kind,
    options: z.strictObject({ kind: z.literal(rule.kind) }),
    create: () => ({
      words: rule.kind,
      start:
        ({ rng }) =>
        ({ length }) =>
          length > 1 ? rule.start(length, 0, rng) : () => 0,
    }),
  });
