import { describe, expect, it } from "vitest";
import type { Sample } from "../../src/core/sample.ts";
import { objectiveOf } from "../../src/result/parse-objective.ts";
import type { Load } from "../../src/scenario/scenario.ts";
import { responseConfidence } from "../../src/stats/confidence.ts";
import { decideObjective } from "../../src/stats/decide-objective.ts";
import { Histogram } from "../../src/stats/histogram.ts";
import { summarise } from "../../src/stats/latency.ts";
import { LatencyBlocks } from "../../src/stats/latency-blocks.ts";
import { ObjectiveBlocks } from "../../src/stats/objective-blocks.ts";
import { runInVirtualTime } from "./in-virtual-time.ts";
import { queue, TRAFFIC } from "./queue.ts";

const ANSWER = { outcome: "ok", intendedMs: 0, sentMs: 0 } as const;
const EVIDENCE = {
  rule: "shown",
  measuredMs: 30_000,
  unrepeated: null,
  differentItems: null,
} as const;

const poisson = (ratePerSec: number): Load => ({ kind: "open", arrivals: { kind: "poisson", ratePerSec } });
const BURSTS = {
  kind: "open",
  arrivals: { kind: "mmpp", ratePerSec: 120, burst: 5, share: 0.1, dwellMs: 2000 },
} satisfies Load;

/** The first objective of a run of a server that takes 4 ms for each request, one at a time. */
function decide(
  load: Load,
  objective: string,
  run: {
    measureMs?: number;
    seed?: number;
    sloJudge?: "shown" | "observed";
    failing?: (ms: number) => boolean;
  } = {},
) {
  const { failing = () => false, ...rest } = run;
  const { slo } = runInVirtualTime(load, 4, {
    measureMs: 30_000,
    ...rest,
    objectives: [objective],
    outcomeAt: (ms) => (failing(ms) ? "error" : "ok"),
  });
  return slo[0] ?? expect.fail("nothing was judged");
}

describe("an objective on a share of the requests", () => {
  it("holds or misses where a bound of the long run shows it, and says how much the run is worth", () => {
    const held = decide(poisson(100), "p99<=100ms");
    expect(held).toMatchObject({
      answer: "holds",
      holds: true,
      basis: "bound",
      observedWithin: true,
      note: null,
    });
    expect(held.bounds?.low).toBeGreaterThan(0.99);
    expect(held.worth).toBeGreaterThan(300);
    expect(held.worth).toBeLessThan(3000);
    expect(decide(poisson(100), "p99<=5ms")).toMatchObject({
      answer: "misses",
      holds: false,
      basis: "bound",
    });
    expect(decide(poisson(100), "attainment(response<=100ms)>=99%")).toMatchObject({ answer: "holds" });
  });

  it("is not shown where the limit lies within what the run leaves open, with the length that would decide it", () => {
    const observedMs = decide(poisson(100), "p99<=1s").observed ?? Number.NaN;
    const near = decide(poisson(100), `p99<=${(observedMs * 1.03).toFixed(2)}ms`);
    expect(near).toMatchObject({ answer: "not shown", holds: null, observedWithin: true });
    expect(near.note).toMatch(/^about --duration \d+[sm]\d* ?.*would decide it/);
    expect(near.bounds?.low).toBeLessThan(0.99);
    expect(near.bounds?.high).toBeGreaterThan(0.99);
  });

  it("is not shown by a run that holds too few of the bursts which make it, whatever was observed", () => {
    expect(decide(BURSTS, "p99<=10s", { measureMs: 35_000 })).toMatchObject({
      answer: "not shown",
      observedWithin: true,
      note: "the run holds about 1.8 bursts; 2,116 are needed: --duration 706m",
    });
    const short: Load = { ...BURSTS, arrivals: { ...BURSTS.arrivals, ratePerSec: 20, dwellMs: 5 } };
    expect(decide(short, "p99<=10s", { measureMs: 120_000 })).toMatchObject({ answer: "holds" });
  });

  it("is not shown where the rate changes by plan, since no part of the run repeats another", () => {
    const ramp: Load = { kind: "open", arrivals: { kind: "ramp", fromPerSec: 50, toPerSec: 150, cv: 1 } };
    expect(decide(ramp, "p99<=10s")).toMatchObject({ answer: "not shown", observedWithin: true });
  });

  it("takes an outage for one event, however many requests it took", () => {
    const outage = (ms: number) => ms > 10_000 && ms < 11_000;
    const judged = decide(poisson(100), "errors<=1%", { failing: outage });
    expect(judged).toMatchObject({ answer: "not shown", observedWithin: false });
    expect(judged.worth).toBeLessThan(100);
    // The same number of failures, one by one: that is the server's habit, and shown.
    const scattered = (ms: number) => ms % 30 < 1;
    expect(decide(poisson(100), "errors<=1%", { failing: scattered })).toMatchObject({ answer: "misses" });
  });

  it.each([
    [101, 1],
    [110, 1],
    [150, 1],
    [200, 1],
    [200, 2],
  ])(
    "of %i requests, of which %i failed, is not shown: too few are too few, whether or not some failed",
    (requests, failures) => {
      let left = failures;
      const load: Load = { kind: "open", arrivals: { kind: "constant", ratePerSec: requests / 10 } };
      const judged = decide(load, "p99<=50ms", { measureMs: 10_000, failing: () => left-- > 0 });
      expect(judged).toMatchObject({ answer: "not shown", holds: null });
      expect(judged.note).toMatch(/^needs at least 459 scheduled requests/);
    },
  );

  it("is decided by what was observed where the user goes by that", () => {
    expect(decide(BURSTS, "p99<=10s", { measureMs: 35_000, sloJudge: "observed" })).toMatchObject({
      answer: "holds",
      basis: "observed",
      bounds: null,
    });
  });
});

describe("other objectives", () => {
  it("the mean is held against its limit by its own bound", () => {
    expect(decide(poisson(100), "mean<=20ms")).toMatchObject({ answer: "holds", basis: "bound" });
    expect(decide(poisson(100), "mean<=4.1ms")).toMatchObject({ answer: "misses", basis: "bound" });
    const meanMs = decide(poisson(100), "mean<=20ms").observed ?? Number.NaN;
    const near = decide(poisson(100), `mean<=${(meanMs * 1.005).toFixed(4)}ms`);
    expect(near).toMatchObject({ answer: "not shown", observedWithin: true });
    expect(near.note).toMatch(/^the mean is known to ± /);
  });

  it.each(["max<=10s", "errors<=0%", "throughput>=90/s"])("%s is about this run, and says so", (text) => {
    expect(decide(poisson(100), text)).toMatchObject({ answer: "holds", basis: "observed" });
  });

  it("that only the scenario brings leave the implied one in force", () => {
    const { slo } = runInVirtualTime(poisson(100), 4, {
      objectives: ["p99<=1s"],
      sloOfScenario: true,
      outcomeAt: (ms) => (ms % 10 < 5 ? "error" : "ok"),
    });
    expect(slo).toMatchObject([
      { objective: "p99<=1s", ofScenario: true, answer: "misses" },
      { objective: "errors<=1%", ofScenario: false, implied: true, answer: "misses", basis: "observed" },
    ]);
  });
});

describe("an objective on accuracy", () => {
  const decideAccuracy = (text: string, right: number, differentItems: number) => {
    const judged = { within: right, of: 5000, observed: right / 5000, holds: right === 5000, note: null };
    return decideObjective(objectiveOf(text), judged, null, { ...EVIDENCE, confidence: {}, differentItems });
  };

  it("rests on the different items: no length of run decides what they leave open", () => {
    const open = decideAccuracy("accuracy>=99%", 4950, 200);
    expect(open).toMatchObject({ answer: "not shown", basis: "bound", worth: 200 });
    expect(open.note).toMatch(/200 different items.* only more of them would decide/);
    expect(open.note).not.toContain("--duration");
  });

  it("of every item is about this run, as one that allows no failure", () => {
    expect(decideAccuracy("accuracy>=100%", 5000, 200)).toMatchObject({ answer: "holds", basis: "observed" });
    expect(decideAccuracy("accuracy>=100%", 4999, 200)).toMatchObject({ answer: "misses" });
  });
});

it("an objective is wrongly shown in about one of twenty runs at most, where the limit is the true value", () => {
  // M/M/1 at a load of 0.6, 5 ms of service on average: response time is exponential with rate 200 − 120 per second.
  const objective = objectiveOf(`p99<=${((1000 * Math.log(100)) / 80).toFixed(3)}ms`);
  const runs = 60;
  const answers = Array.from({ length: runs }, (_, run) => {
    const blocks = new ObjectiveBlocks(objective);
    const [response, latencies] = [new Histogram(), new LatencyBlocks()];
    const answered = queue(TRAFFIC.poisson(0.6), 30_000, run + 1);
    for (const { atMs, latencyMs } of answered) {
      blocks.add(atMs, { ...ANSWER, doneMs: latencyMs } as Sample, undefined);
      response.recordMs(latencyMs);
      latencies.record(atMs, latencyMs);
    }
    const confidence = responseConfidence(summarise(response), response, latencies, null);
    const [within, of] = [blocks.within, answered.length];
    const judged = { within, of, observed: 0, holds: within >= 0.99 * of, note: null };
    return decideObjective(objective, judged, blocks, { ...EVIDENCE, confidence }).answer;
  });
  const share = (answer: string) => answers.filter((one) => one === answer).length / runs;
  // Three standard errors of a rate of 5 % in 60 runs.
  expect(share("holds")).toBeLessThan(0.135);
  expect(share("misses")).toBeLessThan(0.135);
});
