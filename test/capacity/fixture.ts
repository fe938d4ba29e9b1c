import { assembleCapacity, type CapacityFacts } from "../../src/capacity/assemble-capacity.ts";
import { findLine } from "../../src/capacity/find-line.ts";
import { probeOf } from "../../src/capacity/measured-probe.ts";
import type { PlannedProbe, ProbeAnswer } from "../../src/capacity/probe.ts";
import { parseTier, tiersOf } from "../../src/capacity/tier.ts";
import {
  type CapacityProbe,
  type CapacityResult,
  capacityResultSchema,
} from "../../src/result/capacity-result.ts";
import { objectiveOf } from "../../src/result/parse-objective.ts";
import { planOf } from "./search-line.ts";

/** The response time of the p99 at a rate, in ms; infinite where the server is overloaded. */
export type Latency = (ratePerSec: number) => number;

/** The latency of a server that answers in 10 ms at no load, and waits the longer the nearer its load is to 100/s. */
export const queueing: Latency = (rate) =>
  rate < 100 ? 10 + 0.2 * (rate / (100 - rate)) * 50 : Number.POSITIVE_INFINITY;

interface Asked {
  readonly slo: readonly string[];
  readonly tier: readonly string[];
  readonly latency: Latency;
  readonly spoiledAbove: number;
  readonly failedShare: number;
  readonly pricePerHour: number | undefined;
  readonly stopAfter: number;
  readonly peakPerSec: number | null;
}

/** The result of a search at a server of which every probe shows the truth. */
export function capacityResult(given: Partial<Asked> = {}): CapacityResult {
  const asked: Asked = {
    slo: ["p99<=50ms"],
    tier: [],
    latency: queueing,
    spoiledAbove: Number.POSITIVE_INFINITY,
    failedShare: 0,
    pricePerHour: 3.6,
    stopAfter: 100,
    peakPerSec: 100,
    ...given,
  };
  const read = asked.tier.map((text) => {
    const tier = parseTier(text);
    if ("problem" in tier) throw new Error(tier.problem);
    return tier;
  });
  const tiers = tiersOf(asked.slo.map(objectiveOf), read);
  const plan = planOf({ peakPerSec: asked.peakPerSec, tiers: tiers.length });
  const probes: CapacityProbe[] = [];
  let stopReason: string | null = null;
  while (probes.length < asked.stopAfter) {
    const decision = findLine(plan, probes.map(probeOf));
    if (decision.kind === "stop") {
      stopReason = decision.reason;
      break;
    }
    probes.push(recordOf(decision.next, asked, tiers));
  }
  const facts: CapacityFacts = {
    plimsollVersion: "0.0.0",
    command: ["plimsoll", "capacity", "--slo", "p99<=50ms", "--seed", "1"],
    startedAt: "2026-11-30T10:00:00.000Z",
    seed: 1,
    environment: { cpu: "two cores" },
    origin: null,
    target: { kind: "oip-http", url: "http://127.0.0.1:1", server: "a test", model: "m" },
    traffic: "poisson: independent arrivals",
    plan,
    tiers,
    peak:
      asked.peakPerSec === null ? null : { concurrency: 64, requestsPerSec: asked.peakPerSec, reasons: [] },
    probes,
    pricePerHour: asked.pricePerHour,
    machines: 1,
    itemsPerRequest: 1,
    peakToMean: new Map(probes.map(({ id }) => [id, 1.5])),
    longestMs: 40_000,
    spentMs: 12_000 * probes.length,
    stopReason,
  };
  return capacityResultSchema.parse(assembleCapacity(facts));
}

function recordOf(
  { ratePerSec, take, purpose }: PlannedProbe,
  { latency, spoiledAbove, failedShare }: Asked,
  tiers: ReturnType<typeof tiersOf>,
): CapacityProbe {
  const p99 = latency(ratePerSec);
  const overloaded = !Number.isFinite(p99);
  const spoiled = ratePerSec > spoiledAbove;
  const of = Math.round(ratePerSec * 20);
  const objectives = tiers[0].objectives.map((objective) => {
    const isKept = objective.kind === "latency" && p99 <= objective.limitMs;
    const within = Math.round(of * (isKept ? 0.998 : overloaded ? 0.2 : 0.97));
    return {
      objective: objective.text,
      observed: overloaded ? null : p99,
      unit: "ms",
      within,
      of,
      bounds: overloaded ? null : { low: within / of - 0.005, high: Math.min(1, within / of + 0.002) },
      answer:
        spoiled || overloaded ? ("not judged" as const) : isKept ? ("holds" as const) : ("misses" as const),
      note: null,
    };
  });
  const answers = tiers.map(
    ({ objectives: own }): ProbeAnswer =>
      own.every((one) => one.kind === "latency" && p99 <= one.limitMs) ? "holds" : "misses",
  );
  return {
    id: `rate-${ratePerSec}-${take + 1}`,
    ratePerSec,
    take,
    purpose,
    seed: 1 + take,
    measuredMs: 20_000,
    spoiled,
    overloaded: overloaded && !spoiled,
    reasons: spoiled ? ["late"] : overloaded ? ["overloaded"] : [],
    attempts: 1,
    answers: spoiled ? [] : answers,
    objectives,
    requestsPerSec: Math.min(ratePerSec, 100),
    scheduled: of,
    failedShare,
    latencyMs: {
      p50: overloaded ? null : p99 / 2,
      p95: overloaded ? null : p99 * 0.9,
      p99: overloaded ? null : p99,
    },
  };
}
