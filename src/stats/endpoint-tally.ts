import { OUTCOMES, type Outcome, type Sample } from "../core/sample.ts";
import type { RunResult } from "../result/run-result.ts";
import { Histogram } from "./histogram.ts";
import { summarise } from "./latency.ts";

/** Tallies the requests of the measured part that went to one of several endpoints. */
export class EndpointTally {
  readonly #byOutcome = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<
    Outcome,
    number
  >;
  readonly #response = new Histogram();
  readonly #service = new Histogram();

  add({ outcome, intendedMs, sentMs, doneMs }: Readonly<Sample>): void {
    this.#byOutcome[outcome]++;
    if (outcome !== "ok" || sentMs === null) return;
    this.#response.recordMs(doneMs - intendedMs);
    this.#service.recordMs(doneMs - sentMs);
  }

  summary(url: string): RunResult["endpoints"][number] {
    const byOutcome = { ...this.#byOutcome };
    const scheduled = OUTCOMES.reduce((sum, outcome) => sum + byOutcome[outcome], 0);
    return {
      url,
      requests: { scheduled, ok: byOutcome.ok, failed: scheduled - byOutcome.ok, byOutcome },
      latencyMs: { response: summarise(this.#response), service: summarise(this.#service) },
    };
  }
}
