import type { Measure } from "../../src/result/measure.ts";
import { keyOf, type Point } from "../../src/sweep/axes.ts";
import type { Planned } from "../../src/sweep/measure.ts";
import type { Decision, Strategy, SweepPlan } from "../../src/sweep/strategy.ts";

const LIMIT_MS = 50;
const OBJECTIVE = `p95<=${LIMIT_MS}ms`;

/** What a server does at a point, without noise. */
export interface Truth {
  readonly perSec: number;
  readonly p95Ms: number;
}

export const holds = ({ p95Ms }: Truth) => p95Ms <= LIMIT_MS;

export function planOf(axes: SweepPlan["axes"], given: Partial<SweepPlan> = {}): SweepPlan {
  return {
    axes,
    goal: { wish: "throughput", slo: [OBJECTIVE], accuracy: null },
    seed: 1,
    durationMs: 10_000,
    warmupMs: 2000,
    repeats: 1,
    tolerance: 0.02,
    barred: [],
    ...given,
  };
}

/** A run of which every request takes as long as the p95. */
export function measureAt({ perSec, p95Ms }: Truth, planned: Planned, given: Partial<Measure> = {}): Measure {
  const scheduled = Math.floor((perSec * planned.durationMs) / 1000);
  const latencyMs = scheduled < 90 ? null : p95Ms;
  return {
    ...planned,
    confirms: planned.confirms ?? false,
    id: `${keyOf(planned.point)} ${planned.take}`,
    point: planned.point as Record<string, string>,
    valid: true,
    reasons: [],
    attempts: 1,
    requestsPerSec: perSec,
    inferencesPerSec: perSec,
    failedShare: 0,
    latencyMs: { mean: latencyMs, p50: latencyMs, p90: latencyMs, p95: latencyMs, p99: null },
    scheduled,
    spoiled: [],
    objectives: [
      {
        objective: OBJECTIVE,
        within: p95Ms <= LIMIT_MS ? scheduled : 0,
        scheduled,
        share: 0.95,
        worth: null,
        answer: null,
        margin: latencyMs === null ? null : Math.log(LIMIT_MS / latencyMs),
        holds: scheduled < 90 ? null : p95Ms <= LIMIT_MS,
      },
    ],
    costPerMillionInferences: 1e6 / perSec,
    meanBatch: null,
    queueMs: null,
    energyPerInferenceJ: null,
    ...given,
  };
}

export interface Search {
  readonly measured: readonly Measure[];
  readonly asked: readonly Planned[];
  readonly reason: string;
}

/** Asks the strategy until it stops. */
export function search(
  strategy: Strategy,
  plan: SweepPlan,
  run: (planned: Planned) => Measure,
  measured: readonly Measure[] = [],
): Search {
  const [all, asked]: [Measure[], Planned[]] = [[...measured], []];
  for (;;) {
    const decision: Decision = strategy(plan, all);
    if (decision.kind === "stop") return { measured: all, asked, reason: decision.reason };
    if (asked.length > 1000) throw new Error("the search does not end");
    asked.push(decision.next);
    all.push(run(decision.next));
  }
}

export const load = (point: Point) => Number(point.concurrency ?? point.rate ?? 1);
