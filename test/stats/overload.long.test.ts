import { describe, expect, it } from "vitest";
import type { Arrivals } from "../../src/arrivals/index.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { runInVirtualTime } from "./in-virtual-time.ts";

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const open = (arrivals: Arrivals) => ({ kind: "open", arrivals }) as const;
const poisson = (ratePerSec: number) => open({ kind: "poisson", ratePerSec });
const mmpp = (ratePerSec: number) => open({ kind: "mmpp", ratePerSec, burst: 5, share: 0.1, dwellMs: 2000 });

const reasonsOf = ({ verdict }: RunResult) => verdict.reasons.map(({ code }) => code);
const checkOf = ({ verdict }: RunResult) =>
  verdict.checks.find(({ code }) => code === "overloaded") ?? expect.fail("there is no such check");

/** Number of seeds at which a run is found overloaded. */
function found(run: (seed: number) => RunResult): number {
  return SEEDS.filter((seed) => reasonsOf(run(seed)).includes("overloaded")).length;
}

describe("a server whose requests time out", () => {
  it.each([
    ["13/s of 10/s, a timeout of 2 s", 13, 100, 2000],
    ["15/s of 10/s, a timeout of 1 s", 15, 100, 1000],
    ["130/s of 100/s, a timeout of 1 s", 130, 10, 1000],
    ["3/s of 2/s, a timeout of 2 s", 3, 500, 2000],
  ])("is overloaded although its backlog stays level: %s", (_, ratePerSec, serviceMs, timeoutMs) => {
    for (const seed of SEEDS) {
      const result = runInVirtualTime(poisson(ratePerSec), serviceMs, {
        ...{ seed, timeoutMs, warmupMs: 5000, measureMs: 40_000 },
      });
      const { timeout } = result.requests.byOutcome;
      expect(timeout / result.requests.scheduled).toBeGreaterThan(0.1);
      const reason = result.verdict.reasons.find(({ code }) => code === "overloaded");
      expect(reason?.message).toMatch(/are planned, .* the server answered .* of the requests timed out/);
      expect(reason?.message).toContain("percentiles are those of survivors");
      expect(reason?.message).not.toContain("grow");
    }
  });

  it("is not where every answer takes its time without a queue, and some take too long", () => {
    for (const seed of SEEDS) {
      const result = runInVirtualTime(poisson(22), 0, {
        ...{ seed, timeoutMs: 10_000, warmupMs: 1000, measureMs: 60_000, servers: 1000 },
        serviceMsOf: (seq) => (seq % 40 === 0 ? 20_000 : 1000 + ((seq * 7919) % 5000)),
      });
      expect(result.requests.byOutcome.timeout / result.requests.scheduled).toBeGreaterThan(0.01);
      expect(reasonsOf(result)).not.toContain("overloaded");
    }
  });
});

it("a server that hangs after a while is not overloaded: what it answered, it answered at once", () => {
  for (const seed of SEEDS) {
    const result = runInVirtualTime(poisson(50), 0, {
      ...{ seed, timeoutMs: 2000, warmupMs: 2000, measureMs: 20_000, servers: 5000 },
      serviceMsOf: (seq) => (seq > 600 ? 1e6 : 10),
    });
    expect(result.requests.byOutcome.timeout / result.requests.scheduled).toBeGreaterThan(0.2);
    expect(reasonsOf(result)).not.toContain("overloaded");
  }
});

it.each([
  [
    "bursts of half a second",
    { kind: "on-off", ratePerSec: 84, share: 0.2, dwellMs: 1000 } as const,
    1000 / 120,
  ],
  ["sixteen at a time", { kind: "mmpp", ratePerSec: 36, burst: 5, share: 0.1, dwellMs: 2000 } as const, 400],
])("what ends with a burst is no overload, in runs of 3 s neither: %s", (_, arrivals, serviceMs) => {
  for (const measureMs of [3000, 10_000]) {
    const servers = serviceMs === 400 ? 16 : 1;
    const run = (seed: number) =>
      runInVirtualTime(open(arrivals), serviceMs, { seed, warmupMs: 5000, measureMs, servers });
    expect(found(run)).toBe(0);
  }
});

describe("a server that cannot do what is planned", () => {
  it.each([1000, 2000, 3000])("is overloaded in runs of %i ms too", (measureMs) => {
    for (const seed of SEEDS) {
      const result = runInVirtualTime(poisson(200), 10, { seed, warmupMs: 1000, measureMs });
      expect(reasonsOf(result)).toContain("overloaded");
    }
  });

  it("is found by what it answers in its bursts, although its backlog comes back between them", () => {
    const run = (seed: number) =>
      runInVirtualTime(mmpp(120), 10, { seed, warmupMs: 5000, measureMs: 60_000 });
    expect(found(run)).toBeGreaterThanOrEqual(SEEDS.length - 2);
  });

  it("is found at a twentieth too much in a minute", () => {
    const run = (seed: number) =>
      runInVirtualTime(poisson(105), 10, { seed, warmupMs: 5000, measureMs: 60_000 });
    expect(found(run)).toBe(SEEDS.length);
  });

  it("says what was planned and what it answered, and of percentiles only what was seen", () => {
    const result = runInVirtualTime(poisson(200), 10, { warmupMs: 1000, measureMs: 10_000 });
    const { message, cure } = result.verdict.reasons[0] ?? expect.fail("no reason");
    expect(message).toMatch(
      /^overloaded: 200(\.0)?\/s are planned, and with \d+ requests or more unfinished, for .* in all, the server answered (100|99\.\d+|100\.\d+)\/s \(95 %: .*\); the backlog grew to \d+ requests .*: percentiles grow with the run$/,
    );
    expect(message).not.toContain("undefined");
    expect(cure).toContain("lower --rate");
  });
});

describe("a server that can", () => {
  it.each([
    ["poisson, 100/s, load 0.9", poisson(90), 10],
    ["mmpp, 120/s, load 0.7", mmpp(84), 1000 / 120],
    ["mmpp, 120/s, load 0.9", mmpp(108), 1000 / 120],
    ["hawkes, 50/s, load 0.8", open({ kind: "hawkes", ratePerSec: 40, branching: 0.5, decayMs: 1000 }), 20],
  ])("is not overloaded, wherever its bursts fall: %s", (_, load, serviceMs) => {
    for (const measureMs of [10_000, 30_000]) {
      const run = (seed: number) => runInVirtualTime(load, serviceMs, { seed, warmupMs: 5000, measureMs });
      expect(found(run)).toBe(0);
    }
  });

  it.each([
    ["poisson", poisson(22)],
    ["mmpp", mmpp(22)],
  ])("is not because its answers take seconds, under %s, however short the warm-up", (_, load) => {
    for (const warmupMs of [0, 1000, 10_000])
      for (const measureMs of [2000, 10_000, 30_000]) {
        const run = (seed: number) =>
          runInVirtualTime(load, 3500, { seed, warmupMs, measureMs, servers: 10_000 });
        expect(found(run)).toBe(0);
      }
  });
});

it("what a run does not show is said, and makes it no less valid", () => {
  const results = SEEDS.map((seed) =>
    runInVirtualTime(poisson(100), 10, { seed, warmupMs: 1000, measureMs: 10_000 }),
  );
  const open = results.filter((result) => checkOf(result).observed.startsWith("not shown: "));
  expect(open.length).toBeGreaterThan(0);
  for (const result of open) {
    expect(reasonsOf(result)).not.toContain("overloaded");
    expect(checkOf(result)).toMatchObject({ holds: true, observed: expect.stringMatching(/95 %: /) });
  }
});
