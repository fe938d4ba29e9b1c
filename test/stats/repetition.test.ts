import { describe, expect, it } from "vitest";
import { type Arrivals, arrivalsSchema, startArrivals } from "../../src/arrivals/index.ts";
import { createRng } from "../../src/core/rng.ts";
import type { Load } from "../../src/scenario/scenario.ts";
import { BurstAccumulator } from "../../src/stats/burst.ts";
import { whyTrafficWanders, whyUnrepeated } from "../../src/stats/repetition.ts";

const open = (arrivals: unknown): Load => ({ kind: "open", arrivals: arrivalsSchema.parse(arrivals) });

function sentBy(arrivals: Arrivals, lengthMs: number, seed: number) {
  const next = startArrivals(arrivals, createRng(seed, "arrivals"), { horizonMs: lengthMs, traces: {} });
  const burst = new BurstAccumulator();
  for (let atMs = next(); atMs < lengthMs; atMs = next()) burst.add(atMs);
  return burst.finish(lengthMs);
}

/** The reason for a run of a given length; the traffic that was sent is an ordinary draw of the plan. */
function reasonOf(arrivals: unknown, lengthMs: number): string | null {
  const load = open(arrivals);
  if (load.kind !== "open") throw new Error("the load is an open one");
  return whyUnrepeated(load, lengthMs, sentBy(load.arrivals, lengthMs, 1))?.why ?? null;
}

describe("a run of too few of what makes traffic vary names their number, and the length that would do", () => {
  it.each([
    [
      { kind: "mmpp", ratePerSec: 120 },
      35_000,
      "the run holds about 1.8 bursts; 2,116 are needed: --duration 706m",
    ],
    [
      { kind: "on-off", ratePerSec: 120, share: 0.2, dwellMs: 1000 },
      30_000,
      "the run holds about 6.0 on periods; 20,480 are needed: more than a run can hold",
    ],
  ])("%o in %d ms", (arrivals, lengthMs, reason) => {
    expect(reasonOf(arrivals, lengthMs)).toBe(reason);
  });

  it.each([
    { kind: "hawkes", ratePerSec: 120, branching: 0.9 },
    { kind: "gamma", ratePerSec: 20, cv: 4 },
    { kind: "weibull", ratePerSec: 20, cv: 4 },
    { kind: "clients", ratePerSec: 20, cv: 4 },
    {
      kind: "sum",
      parts: [
        { kind: "poisson", ratePerSec: 100 },
        { kind: "mmpp", ratePerSec: 20 },
      ],
    },
  ])("%o in 30 s", (arrivals) => {
    expect(reasonOf(arrivals, 30_000)).toMatch(
      /^the run holds about [\d.,]+ .+; [\d,]+ are needed: --duration \d+[hms]$/,
    );
  });
});

it.each([
  [{ kind: "poisson", ratePerSec: 120 }, 30_000],
  [{ kind: "constant", ratePerSec: 120 }, 30_000],
  [{ kind: "gamma", ratePerSec: 120, cv: 0.5 }, 30_000],
  [{ kind: "mmpp", ratePerSec: 120, burst: 1 }, 30_000],
  [{ kind: "hawkes", ratePerSec: 120, branching: 0 }, 30_000],
  [{ kind: "b-model", ratePerSec: 120, bias: 0.5 }, 30_000],
  [{ kind: "mmpp", ratePerSec: 120, dwellMs: 20 }, 660_000],
])("%o of %d ms repeats itself often enough", (arrivals, lengthMs) => {
  expect(reasonOf(arrivals, lengthMs)).toBeNull();
});

describe("traffic that may make response time change by itself", () => {
  const reason = (arrivals: unknown, lengthMs: number) => whyTrafficWanders(open(arrivals), lengthMs);

  it.each([
    [
      { kind: "mmpp", ratePerSec: 120 },
      300_000,
      "the run holds about 15 bursts; 30 are needed: --duration 10m",
    ],
    [
      { kind: "hawkes", ratePerSec: 120 },
      30_000,
      "the run holds about 15 memory lengths; 30 are needed: --duration 60s",
    ],
  ])("%o in %d ms names how many bursts there are, and how many are needed", (arrivals, lengthMs, words) => {
    expect(reason(arrivals, lengthMs)).toBe(words);
  });

  it("is none without bursts, with many of them, or in a closed loop, and always that with bursts at every scale", () => {
    expect(reason({ kind: "poisson", ratePerSec: 5 }, 20_000)).toBeNull();
    expect(reason({ kind: "gamma", ratePerSec: 120, cv: 4 }, 20_000)).toBeNull();
    expect(reason({ kind: "mmpp", ratePerSec: 120 }, 600_000)).toBeNull();
    expect(whyTrafficWanders({ kind: "closed", concurrency: 4 }, 20_000)).toBeNull();
    expect(reason({ kind: "b-model", ratePerSec: 120 }, 3_600_000)).toMatch(/at every time scale/);
  });
});

it("traffic with bursts at every time scale never repeats itself", () => {
  expect(reasonOf({ kind: "b-model", ratePerSec: 120 }, 3_2_400_000)).toMatch(/at every time scale/);
});

it("a run that drew far calmer traffic than its process has is no measure of it", () => {
  const load = open({ kind: "mmpp", ratePerSec: 120, dwellMs: 20 });
  const calm = sentBy({ kind: "poisson", ratePerSec: 86 }, 3_600_000, 1);
  expect(whyUnrepeated(load, 3_600_000, calm)?.why).toMatch(
    /much calmer than its process .* \(dispersion of counts over 60 s/,
  );
});

it.each<[string, Load]>([
  ["a ramp", open({ kind: "ramp", fromPerSec: 1, toPerSec: 100 })],
  ["a trace", open({ kind: "trace", file: "a.csv" })],
  ["a closed loop that grows", { kind: "closed", concurrency: 8, rampFrom: 1 }],
])("%s changes by plan", (_, load) => {
  const sent = sentBy({ kind: "poisson", ratePerSec: 100 }, 30_000, 1);
  expect(whyUnrepeated(load, 30_000, sent)?.why).toMatch(/the rate changes by plan/);
});

it("a closed loop of constant concurrency repeats itself: the server makes its traffic", () => {
  const sent = sentBy({ kind: "poisson", ratePerSec: 100 }, 30_000, 1);
  expect(whyUnrepeated({ kind: "closed", concurrency: 8 }, 30_000, sent)).toBeNull();
});
