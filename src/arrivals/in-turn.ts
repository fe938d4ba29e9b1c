import { z } from "zod";
import { usageError } from "../core/errors.ts";
import { createRng } from "../core/rng.ts";
import { type ArrivalContext, type ArrivalProcess, defineArrivals } from "./arrival-process.ts";
import { lengthMsOption } from "./rate.ts";

/** The registry of processes, passed as an argument: it holds this process, and modules do not import each other in circles. */
interface Registry<Part extends { readonly kind: string }> {
  schema(): z.ZodType<Part>;
  processOf(part: Part): ArrivalProcess;
}

/**
 * Processes one after another, each for a time and from its stationary state on, and then again from the first: a day whose rate
 * changes and whose requests clump in the same way at every rate. Each turn draws from its own generator, so a change of one part
 * does not move the others.
 */
export function defineInTurn<Part extends { readonly kind: string }>({ schema, processOf }: Registry<Part>) {
  const startPerSec = (part: Part, context: ArrivalContext) => {
    const chosen = processOf(part);
    return (chosen.startRatePerSec ?? chosen.meanRatePerSec)(part, context);
  };
  const options = z.strictObject({
    kind: z.literal("in-turn"),
    // A getter: the schema of the parts contains this one.
    get parts(): z.ZodArray<z.ZodType<{ forMs: number; arrivals: Part | null }>> {
      const part = z.strictObject({
        forMs: lengthMsOption.describe("how long the part lasts, ms"),
        arrivals: schema().nullable().describe("arrival process of the part; null where nothing comes"),
      });
      return z
        .array(part)
        .min(1)
        .max(1440)
        .refine((parts) => parts.some(({ arrivals }) => arrivals !== null), "some part must have arrivals")
        .describe(
          "arrival processes one after another, each for a time; after the last one the first comes again",
        );
    },
  });
  return defineArrivals({
    kind: "in-turn",
    title: "several kinds of traffic in turn, such as a day by its hours",
    options,
    meanRatePerSec(o, { horizonMs, traces }) {
      const periodMs = o.parts.reduce((sum, { forMs }) => sum + forMs, 0);
      const requestsUntil = (untilMs: number) => {
        let fromMs = 0;
        let requests = 0;
        for (const { forMs, arrivals } of o.parts) {
          const lengthMs = Math.max(0, Math.min(forMs, untilMs - fromMs));
          const context = { horizonMs: forMs, traces };
          if (arrivals !== null) requests += processOf(arrivals).meanRatePerSec(arrivals, context) * lengthMs;
          fromMs += forMs;
        }
        return requests;
      };
      const periods = Math.floor(horizonMs / periodMs);
      const rest = requestsUntil(horizonMs - periods * periodMs);
      return (periods * requestsUntil(periodMs) + rest) / horizonMs;
    },
    /** The rate at the begin of the first part that has one: a warm-up without requests warms nothing. */
    startRatePerSec(o, { traces }) {
      const first = o.parts.find(({ arrivals }) => arrivals !== null);
      return first?.arrivals ? startPerSec(first.arrivals, { horizonMs: first.forMs, traces }) : 0;
    },
    describe({ parts }) {
      const [first] = parts.filter(({ arrivals }) => arrivals !== null);
      const kind = first?.arrivals
        ? `${first.arrivals.kind} (${processOf(first.arrivals).describe(first.arrivals)})`
        : "";
      return `${parts.length} parts in turn, the first of them ${kind}`;
    },
    theory: () => ({}),
    readSpec() {
      throw usageError(
        "--arrivals: processes in turn cannot be written on the command line",
        "put them into a scenario file, as load.arrivals with parts, and give that as --scenario",
      );
    },
    start(o, rng, { traces }) {
      const seed = Math.floor(rng() * 2 ** 53);
      const partAt = (turn: number) => o.parts[turn % o.parts.length];
      const begin = (turn: number) => {
        const part = partAt(turn);
        if (part === undefined || part.arrivals === null) return () => Number.POSITIVE_INFINITY;
        const drawn = createRng(seed, `turn ${turn}`);
        return processOf(part.arrivals).start(part.arrivals, drawn, { horizonMs: part.forMs, traces });
      };
      let turn = 0;
      let fromMs = 0;
      let next = begin(turn);
      return () => {
        for (;;) {
          const forMs = partAt(turn)?.forMs ?? 0;
          const atMs = next();
          if (atMs < forMs) return fromMs + atMs;
          fromMs += forMs;
          next = begin(++turn);
        }
      };
    },
  });
}
