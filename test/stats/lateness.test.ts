import { describe, expect, it } from "vitest";
import { createRng } from "../../src/core/rng.ts";
import type { LatencySummary } from "../../src/result/latency.ts";
import { objectiveOf } from "../../src/result/parse-objective.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { Histogram } from "../../src/stats/histogram.ts";
import { summarise } from "../../src/stats/latency.ts";
import { LatencyHistograms } from "../../src/stats/latency-histograms.ts";
import { recordedTimes } from "../../src/stats/lateness/run-times.ts";
import { spoilOf } from "../../src/stats/lateness/spoil.ts";
import { withoutWaits } from "../../src/stats/lateness/without-waits.ts";
import { judgeRun } from "../../src/stats/verdict.ts";
import { runInVirtualTime } from "./in-virtual-time.ts";
import { HEALTH, VERDICT_INPUT } from "./verdict-input.ts";

/** A run of 20 000 requests, each with its service time and how late it left. */
interface Late {
  readonly serviceMsOf: (seq: number) => number;
  readonly lagMsOf: (seq: number) => number;
}

const REQUESTS = 20_000;
/** The service of one request in fifty takes 100 ms, so of 2 %. */
const sometimesLong = (ms: number) => (seq: number) => (seq % 50 === 0 ? 100 : ms);

/** A verdict from summaries alone, which is all that some callers have. */
function judged({ serviceMsOf, lagMsOf }: Late, objectives: readonly string[]): RunResult["verdict"] {
  const [response, service, sendLag] = [new Histogram(), new Histogram(), new Histogram()];
  for (let seq = 0; seq < REQUESTS; seq++) {
    response.recordMs(serviceMsOf(seq) + lagMsOf(seq));
    service.recordMs(serviceMsOf(seq));
    sendLag.recordMs(lagMsOf(seq));
  }
  return judgeRun({
    ...VERDICT_INPUT,
    ...{ scheduled: REQUESTS, sent: REQUESTS, ok: REQUESTS, failures: [] },
    response: summarise(response),
    service: summarise(service),
    sendLag: summarise(sendLag),
    objectives: objectives.map(objectiveOf),
  });
}

/** A whole run in virtual time, of as many requests, on a server that works on all of them at once. */
function measured(late: Late, objectives: readonly string[], sloOfScenario = false): RunResult {
  const load = { kind: "open", arrivals: { kind: "constant", ratePerSec: 2000 } } as const;
  return runInVirtualTime(load, 0, { ...late, warmupMs: 0, servers: 2000, objectives, sloOfScenario });
}

const EXAMPLES: [string, Late, string, keyof LatencySummary, number][] = [
  [
    "a third of the sends 90 ms late, which the p99 does not show, and a p90 of 95 ms that is 5",
    { serviceMsOf: sometimesLong(5), lagMsOf: (seq) => (seq % 3 === 0 ? 90 : 0) },
    "p90<=20ms",
    "p90",
    90,
  ],
  [
    "every send 4 ms late, and a p50 of 5 ms that is 1",
    { serviceMsOf: sometimesLong(1), lagMsOf: () => 4 },
    "p50<=2ms",
    "p50",
    4,
  ],
  [
    "one send in 200 late by 500 ms, and a p99.9 of half a second that is 11.5 ms",
    { serviceMsOf: () => 11.5, lagMsOf: (seq) => (seq % 200 === 0 ? 500 : 0) },
    "p99.9<=50ms",
    "p999",
    500,
  ],
];

describe.each(EXAMPLES)("%s", (_, late, objective, key, addedMs) => {
  it("is no reason without an objective on it, and one with it, by the summaries alone", () => {
    expect(judged(late, [])).toMatchObject({ valid: true });
    expect(judged(late, ["p99<=1s"])).toMatchObject({ valid: true });
    const { valid, reasons } = judged(late, [objective]);
    expect(valid).toBe(false);
    expect(reasons.map(({ code }) => code)).toEqual(["late"]);
    const [, ms] = / ([\d.]+) ms of the response p/.exec(reasons[0]?.message ?? "") ?? [];
    expect(Number(ms) / addedMs).toBeCloseTo(1, 2);
  });

  it("is marked beside the figure, and the objective is not judged", () => {
    const { latencyMs, verdict, slo } = measured(late, []);
    expect(verdict.valid).toBe(true);
    expect(latencyMs.response.spoiled[key]).toBeCloseTo(addedMs, 0);
    expect(latencyMs.response.spoiled).not.toHaveProperty("p99");
    expect(latencyMs.service.spoiled).toEqual({});
    expect(slo.every(({ holds }) => holds !== null)).toBe(true);

    const asked = measured(late, [objective]);
    expect(asked.verdict.reasons.map(({ code }) => code)).toEqual(["late"]);
    expect(asked.slo[0]).toMatchObject({
      holds: null,
      note: expect.stringMatching(/is the generator's lateness/),
    });
  });
});

it.each(["p75<=20ms", "p99.9<=300ms", "mean<=20ms", "max<=150ms", "tail<=50ms"])(
  "an objective is held to the rule by its own figure: %s",
  (objective) => {
    const late = { serviceMsOf: () => 5, lagMsOf: (seq: number) => (seq % 3 === 0 ? 90 + (seq % 7) : 0) };
    const { verdict, slo } = measured(late, [objective]);
    expect(verdict.reasons.map(({ code }) => code)).toEqual(["late"]);
    expect(slo[0]?.holds).toBeNull();
    expect(measured({ ...late, lagMsOf: () => 0 }, [objective]).slo[0]?.holds).toBe(true);
  },
);

describe("a share of requests that keep limits", () => {
  const objective = "attainment(response<=50ms)>=90%";
  const lagged = (share: number) => (seq: number) => ((seq % 1000) / 1000 < share ? 60 : 0);

  it("is not judged where the lateness of the generator decides it", () => {
    const { verdict, slo } = measured({ serviceMsOf: () => 5, lagMsOf: lagged(0.12) }, [objective]);
    expect(verdict.valid).toBe(false);
    expect(slo[0]).toMatchObject({ holds: null, observed: 0.88 });
  });

  it("is judged where a few late requests do not", () => {
    const few = measured({ serviceMsOf: () => 5, lagMsOf: lagged(0.005) }, [objective]);
    expect(few.verdict.valid).toBe(true);
    expect(few.slo[0]).toMatchObject({ holds: true, observed: 0.995 });
  });

  it("misses where the server does, late or not", () => {
    const slow = { serviceMsOf: (seq: number) => (seq % 2 === 0 ? 70 : 5), lagMsOf: lagged(0.01) };
    expect(measured(slow, [objective]).slo[0]).toMatchObject({ holds: false });
  });
});

it("another --lateness allows more, and less", () => {
  const [, late] = EXAMPLES[1] as (typeof EXAMPLES)[number];
  expect(judged(late, ["p50<=9ms"]).valid).toBe(false);
  const [response, service] = [new Histogram(), new Histogram()];
  response.recordMs(5);
  service.recordMs(1);
  const times = recordedTimes({
    ...{ loop: "open", failed: 0, tokensPerAnswer: null, health: null, attainment: () => null },
    total: Object.assign(new LatencyHistograms(), { response, service }),
  });
  expect(spoilOf(times, "response", "max", { ms: 1, share: 0.05 })).toMatchObject({ most: 1 });
  expect(spoilOf(times, "response", "max", { ms: 4, share: 0.05 })).toMatchObject({ most: 4 });
});

describe("what would be without waits of the machine", () => {
  /** Stops of a length, one each second, as a thread sees them that sleeps and wakes. */
  const stops = (lengthMs: number) =>
    Array.from({ length: 40 }, (_, step) => 0.5 * 2 ** (step / 2)).flatMap((ms) =>
      ms < lengthMs ? [{ ms, share: (lengthMs - ms) / 1000 }] : [],
    );

  /** Answers at moments chosen by chance, which a stop holds back to its end. */
  function seen(timeMs: () => number, lengthMs: number): { seen: Histogram; true: Histogram } {
    const chance = createRng(7, "service");
    const found = { seen: new Histogram(), true: new Histogram() };
    for (let i = 0; i < REQUESTS; i++) {
      const own = timeMs();
      const intoSecond = 1000 * chance();
      found.true.recordMs(own);
      found.seen.recordMs(own + Math.max(0, lengthMs - intoSecond));
    }
    return found;
  }

  it.each([20, 50, 90, 150])(
    "is the time itself, of answers of 30 ms and stops of %i ms each second",
    (lengthMs) => {
      const found = seen(() => 30, lengthMs);
      const p99 = withoutWaits(found.seen, stops(lengthMs), 99);
      expect(found.seen.percentileMs(99)).toBeGreaterThan(30 * 1.2);
      expect(p99).toBeGreaterThan(29.9);
      expect(p99).toBeLessThan(31.5);
      expect(withoutWaits(found.seen, stops(lengthMs), "mean")).toBeCloseTo(found.true.meanMs, 0);
    },
  );

  it.each([50, 95, 99, 99.9])("is near the p%d of times that differ by themselves", (percentile) => {
    const chance = createRng(3, "service");
    const found = seen(() => -30 * Math.log(1 - chance()), 20);
    const ratio = withoutWaits(found.seen, stops(20), percentile) / found.true.percentileMs(percentile);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
  });

  it("is what was seen where nothing waited", () => {
    const found = seen(() => 30, 0);
    expect(withoutWaits(found.seen, [], 99)).toBe(found.seen.percentileMs(99));
  });
});

describe("answers that wait to be read", () => {
  const waits = [
    { ms: 0.5, share: 0.08 },
    { ms: 45, share: 0.04 },
  ];

  /** Times of answers of 200 ms, of which some waited 64 ms; and of the lateness at sending that such stops make. */
  function times(health: Partial<typeof HEALTH>, lagMs: number) {
    const total = new LatencyHistograms();
    for (let i = 0; i < 1000; i++) {
      total.response.recordMs(i % 25 === 0 ? 264 : 200);
      total.service.recordMs(i % 25 === 0 ? 264 : 200);
      total.sendLag.recordMs(i % 20 === 0 ? lagMs : 0.1);
    }
    const run = { failed: 0, tokensPerAnswer: null, total, attainment: () => null };
    return recordedTimes({ ...run, loop: "open", health: { ...HEALTH, machineWaits: waits, ...health } });
  }

  it("because the machine stood still spoil times from intended and from sent alike", () => {
    for (const time of ["response", "service"] as const) {
      const spoil = spoilOf(times({}, 60), time, 99, { ms: 1, share: 0.05 });
      expect(spoil?.receiving).toBe(true);
      expect(spoil?.added).toBeGreaterThan(50);
    }
  });

  it("are not made out of a witness whose waits no send had", () => {
    expect(spoilOf(times({}, 0.2), "response", 99, { ms: 1, share: 0.05 })?.added).toBe(0);
  });

  it("are not made out of nothing where nobody watched", () => {
    expect(spoilOf(times({ machineWaits: null }, 60), "response", 99, { ms: 1, share: 0.05 })?.added).toBe(0);
  });
});

describe("an objective that only the scenario brings", () => {
  const late = { serviceMsOf: () => 11.5, lagMsOf: (seq: number) => (seq % 200 === 0 ? 500 : 0) };

  it("is not judged where lateness spoils its figure, and the run is as good as without it", () => {
    const brought = measured(late, ["p99.9<=50ms"], true);
    expect(brought.verdict).toMatchObject({ valid: true, reasons: [] });
    expect(brought.slo[0]).toMatchObject({ answer: "not judged", holds: null, ofScenario: true });
    expect(brought.slo[0]?.note).toContain("lateness");
    expect(measured(late, ["p99.9<=50ms"]).verdict.valid).toBe(false);
  });

  it("leaves a run that is too short for it as good as without it", () => {
    const run = { measureMs: 1000, objectives: ["p99.9<=50ms"] };
    const load = { kind: "open", arrivals: { kind: "constant", ratePerSec: 200 } } as const;
    expect(runInVirtualTime(load, 1, { ...run, sloOfScenario: true }).verdict).toMatchObject({ valid: true });
    expect(runInVirtualTime(load, 1, run).verdict.reasons).toMatchObject([{ code: "too-few-samples" }]);
  });
});
