import { z } from "zod";

export const CLAIMS_SCHEMA_VERSION = 1;

const ratio = z.number().nullable();
const verdict = z.enum(["holds", "does not hold", "not shown"]);

export const claimsResultSchema = z.object({
  schemaVersion: z.literal(CLAIMS_SCHEMA_VERSION),
  kind: z.literal("claims"),
  plimsollVersion: z.string(),
  command: z.array(z.string()).describe("words of the command line that repeats this"),
  startedAt: z.string().describe("wall clock, ISO 8601, UTC"),
  partial: z.boolean().describe("interrupted before every claim was checked"),
  seed: z.number(),
  environment: z.record(z.string(), z.string()).describe("the machine that was server and load generator"),
  claims: z.array(
    z.object({
      id: z.string(),
      claim: z.string(),
      a: z.string(),
      b: z.string(),
      compares: z.array(
        z.object({
          figure: z.string(),
          claimed: z.object({ from: z.number(), to: z.number().nullable() }).describe("range of B ÷ A"),
          a: ratio.describe("median of A's runs"),
          b: ratio.describe("median of B's runs"),
          ratio: ratio.describe("Hodges–Lehmann estimate of B ÷ A over pairs"),
          interval: z.object({ low: z.number(), high: z.number() }).nullable().describe("95 %"),
          pairs: z
            .int()
            .min(0)
            .describe("of valid runs in which at most 1 % of the requests failed, measured in turn"),
          verdict,
        }),
      ),
      verdict: verdict.describe("holds: every figure does; does not hold: one does not"),
      unmeasured: z
        .string()
        .nullable()
        .default(null)
        .describe("why the pairs could not be measured; null where they were"),
    }),
  ),
});

export type { ClaimsResult, ClaimVerdict } from "./types.ts";
