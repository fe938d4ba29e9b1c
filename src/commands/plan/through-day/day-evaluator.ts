import { createHash } from "node:crypto";
import { z } from "zod";
import { type DayOutcome, dayOutcomeSchema } from "../../../planning/hours/day-outcome.ts";
import type { SeriesFolder } from "../../../store/series-folder.ts";
import { type Evaluator, PlanInterrupted } from "../evaluator.ts";
import type { DayOfFleet, DayOrder } from "./day-order.ts";
import type { DayThreads } from "./day-threads.ts";

const storedSchema = z.object({
  kind: z.literal("plan-day"),
  plan: z.string().describe("SHA-256 of the plan of the series"),
  outcome: dayOutcomeSchema,
});

/** Simulates whole days of fleets, and keeps each in the folder of the plan, so that nothing is simulated twice. */
export class DayEvaluator {
  readonly #folder: SeriesFolder;
  readonly #planSha256: string;
  readonly #counts: Evaluator;
  readonly #threads: DayThreads;
  readonly #known = new Map<string, Promise<DayOutcome>>();
  readonly #onEvaluated: (evaluator: Evaluator) => void;

  /** @param counts where simulations and requests of a plan are counted */
  constructor(
    about: { readonly folder: SeriesFolder; readonly planSha256: string; readonly counts: Evaluator },
    threads: DayThreads,
    onEvaluated: (evaluator: Evaluator) => void,
  ) {
    this.#folder = about.folder;
    this.#planSha256 = about.planSha256;
    this.#counts = about.counts;
    this.#threads = threads;
    this.#onEvaluated = onEvaluated;
  }

  /** The outcomes of a day under each seed, in their order. @throws PlanInterrupted when the user interrupts it */
  evaluate(day: DayOfFleet, seeds: readonly number[]): Promise<readonly DayOutcome[]> {
    return Promise.all(seeds.map((seed) => this.#underSeed({ ...day, seed })));
  }

  #underSeed(order: DayOrder): Promise<DayOutcome> {
    const id = createHash("sha256").update(JSON.stringify(order)).digest("hex").slice(0, 24);
    const outcome = this.#known.get(id) ?? this.#storedOrSimulated(order, id);
    this.#known.set(id, outcome);
    return outcome;
  }

  async #storedOrSimulated(order: DayOrder, id: string): Promise<DayOutcome> {
    const file = `points/day-${id}.json`;
    const stored = this.#folder.readSealed(file, storedSchema);
    if (stored?.content.plan === this.#planSha256) {
      this.#counts.resumed = true;
      return this.#counted(stored.content.outcome);
    }
    const outcome = await this.#threads.carryOut(order);
    if (outcome === null) throw new PlanInterrupted();
    this.#folder.writeSealed(file, { kind: "plan-day", plan: this.#planSha256, outcome });
    return this.#counted(outcome);
  }

  #counted(outcome: DayOutcome): DayOutcome {
    this.#counts.simulations++;
    this.#counts.requests += outcome.hours.reduce((sum, { requests }) => sum + requests, 0);
    this.#onEvaluated(this.#counts);
    return outcome;
  }
}
