import { createHash } from "node:crypto";
import { z } from "zod";
import { type Evaluation, isHopeless, withoutSeconds } from "../../planning/windows/evaluation.ts";
import { type WindowOutcome, windowOutcomeSchema } from "../../planning/windows/window-outcome.ts";
import type { Objective } from "../../result/objective.ts";
import type { SeriesFolder } from "../../store/series-folder.ts";
import type { WindowOrder } from "./window-order.ts";
import type { WindowThreads } from "./window-threads.ts";

const storedSchema = z.object({
  kind: z.literal("plan-evaluation"),
  plan: z.string().describe("SHA-256 of the plan of the series"),
  seeds: z.int().min(1),
  outcomes: z.array(windowOutcomeSchema),
});

/** A fleet at a load, without the seed. */
export type FleetAtLoad = Omit<WindowOrder, "seed">;

/** The user interrupted a plan: what was simulated is kept. */
export class PlanInterrupted extends Error {}

/** Simulates fleets at loads under all seeds, and keeps each in the folder of the plan, so that nothing is simulated twice. */
export class Evaluator {
  simulations = 0;
  requests = 0;
  /** Whether something was taken from an earlier, cut plan. */
  resumed = false;
  readonly #known = new Map<string, Evaluation>();
  readonly #seeds: readonly number[];
  readonly #objectives: readonly Objective[];
  readonly #threads: WindowThreads;
  readonly #folder: SeriesFolder;
  readonly #planSha256: string;
  readonly #onEvaluated: (evaluator: Evaluator) => void;

  constructor(
    about: {
      readonly seeds: readonly number[];
      readonly objectives: readonly Objective[];
      readonly folder: SeriesFolder;
      readonly planSha256: string;
    },
    threads: WindowThreads,
    onEvaluated: (evaluator: Evaluator) => void,
  ) {
    this.#seeds = about.seeds;
    this.#objectives = about.objectives;
    this.#folder = about.folder;
    this.#planSha256 = about.planSha256;
    this.#threads = threads;
    this.#onEvaluated = onEvaluated;
  }

  /**
   * The evaluation of a fleet at a load. Seeds count in their order, up to the one after which the others cannot change that it misses, so what
   * comes out does not depend on how many threads there are.
   *
   * @param mayGiveUp whether to stop at that seed; otherwise all are simulated
   * @throws PlanInterrupted when the user interrupts it
   */
  async evaluate(fleet: FleetAtLoad, mayGiveUp = true, seeds = this.#seeds): Promise<Evaluation> {
    const id = createHash("sha256")
      .update(JSON.stringify([fleet, seeds, mayGiveUp]))
      .digest("hex")
      .slice(0, 24);
    const known = this.#known.get(id) ?? this.#stored(id);
    const evaluation = known ?? (await this.#simulated(fleet, mayGiveUp, seeds));
    if (known === undefined) this.#keep(id, evaluation);
    if (!this.#known.has(id)) {
      this.#known.set(id, evaluation);
      this.simulations += evaluation.outcomes.length;
      this.requests += evaluation.outcomes.reduce((sum, { requests }) => sum + requests, 0);
      this.#onEvaluated(this);
    }
    return evaluation;
  }

  async #simulated(fleet: FleetAtLoad, mayGiveUp: boolean, seeds: readonly number[]): Promise<Evaluation> {
    const runs = seeds.map((seed) => this.#threads.carryOut({ ...fleet, seed }));
    // A fault is told by the first that is waited for.
    for (const run of runs) run.catch(() => undefined);
    const outcomes: WindowOutcome[] = [];
    for (const run of runs) {
      const outcome = await run;
      if (outcome === null) throw new PlanInterrupted();
      outcomes.push(outcome);
      if (mayGiveUp && isHopeless({ outcomes, seeds: seeds.length }, this.#objectives)) {
        this.#threads.forgetWaiting();
        await Promise.allSettled(runs);
        break;
      }
    }
    return { outcomes: withoutSeconds(outcomes), seeds: seeds.length };
  }

  #stored(id: string): Evaluation | undefined {
    const stored = this.#folder.readSealed(`points/${id}.json`, storedSchema);
    if (stored === null || stored.content.plan !== this.#planSha256) return undefined;
    this.resumed = true;
    return stored.content;
  }

  #keep(id: string, { outcomes, seeds }: Evaluation): void {
    this.#folder.writeSealed(`points/${id}.json`, {
      kind: "plan-evaluation",
      plan: this.#planSha256,
      seeds,
      outcomes,
    });
  }
}
