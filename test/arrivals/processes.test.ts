import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Arrivals, arrivalsSchema, meanRatePerSec, startArrivals } from "../../src/arrivals/index.ts";
import { logGamma } from "../../src/arrivals/log-gamma.ts";
import { mergeStreams } from "../../src/arrivals/merge.ts";
import { createRng } from "../../src/core/rng.ts";

function take(arrivals: Arrivals, horizonMs: number, seed = 1, traces = {}): number[] {
  const next = startArrivals(arrivals, createRng(seed, "arrivals"), { horizonMs, traces });
  const offsets: number[] = [];
  for (let at = next(); at < horizonMs; at = next()) offsets.push(at);
  return offsets;
}

describe("b-model", () => {
  it.each([
    [0.5, 1],
    [0.6, 0.971],
    [0.7, 0.881],
    [0.8, 0.722],
  ])("with bias %d has counts whose entropy grows by %d bits per halving", (bias, slope) => {
    // With the masses b^k·(1 − b)^{j−k} the entropy at level j is j·slope exactly, whatever the coins. Poisson noise of
    // the counts lowers it by (cells − 1)/(2N·ln 2) on average (Miller 1955): N = 10^6 and 2^8 cells, 1.8e-4 bits.
    const levels = 8;
    const horizonMs = 10 * 2 ** levels;
    const ratePerSec = 1e6 / (horizonMs / 1000);
    let counts = new Float64Array(2 ** levels);
    for (const at of take({ kind: "b-model", ratePerSec, bias, slotMs: 10 }, horizonMs)) {
      const slot = Math.floor(at / 10);
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
    for (let level = levels; level > 0; level--) {
      expect(Math.abs(entropy(counts) / level - slope), `level ${level}`).toBeLessThan(2e-3);
      counts = Float64Array.from(
        { length: counts.length / 2 },
        (_, i) => (counts[2 * i] ?? 0) + (counts[2 * i + 1] ?? 0),
      );
    }
  });

  it("spreads a level's counts over the slots as b^k·(1 − b)^(L − k), C(L, k) times each", () => {
    // 16 slots, bias 0.8, N = 10^6: the busiest 0.8^4 = 0.4096, then 4 of 0.1024, 6 of 0.0256, 4 of 0.0064, 1 of
    // 0.0016. Band 5 σ of a Poisson count; with 16 of them, by chance in 1 of 100 000 seeds.
    const counts = new Float64Array(16);
    const horizonMs = 16 * 100;
    for (const at of take({ kind: "b-model", ratePerSec: 1e6 / 1.6, bias: 0.8, slotMs: 100 }, horizonMs, 5)) {
      const slot = Math.floor(at / 100);
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
    const shares = [0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4].map((k) => 0.8 ** (4 - k) * 0.2 ** k);
    for (const [i, count] of counts.sort().reverse().entries()) {
      const mean = 1e6 * (shares[i] ?? 0);
      expect(Math.abs(count - mean)).toBeLessThan(5 * Math.sqrt(mean));
    }
  });

  it("is uniform within its slots", () => {
    // χ² over 10 tenths of a slot, 9 degrees of freedom; band 4 σ = 4·√18. Slots are 10.24 s / 2^10 = 10 ms.
    const tenths = new Float64Array(10);
    const offsets = take({ kind: "b-model", ratePerSec: 1e4, bias: 0.7, slotMs: 10 }, 10_240);
    for (const at of offsets) {
      const tenth = Math.floor(at) % 10;
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    const each = offsets.length / 10;
    const x2 = tenths.reduce((sum, count) => sum + (count - each) ** 2 / each, 0);
    expect(x2).toBeLessThan(9 + 4 * Math.sqrt(18));
  });
});

/** Shannon entropy of the shares, bits. */
function entropy(counts: Float64Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => sum - (count > 0 ? (count / total) * Math.log2(count / total) : 0), 0);
}

describe("hawkes", () => {
  it("has the distribution of its stationary state at once: the variance of early counts is that of late ones", () => {
    // Var N(w)/E N(w) over 4000 seeds against the closed form; relative standard error of a variance √((κ − 1)/4000)
    // with kurtosis κ of some 5: 3 %. Band 4 of these.
    for (const branching of [0.3, 0.8]) {
      const [beta, windowSec] = [10, 0.3];
      const counts = Array.from(
        { length: 4000 },
        (_, seed) => take({ kind: "hawkes", ratePerSec: 100, branching, decayMs: 100 }, 300, seed).length,
      );
      const mean = counts.reduce((sum, n) => sum + n, 0) / counts.length;
      const variance = counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (counts.length - 1);
      const alpha = branching * beta;
      const gamma = beta - alpha;
      const x = gamma * windowSec;
      const idc = 1 + ((alpha * (2 * beta - alpha)) / gamma ** 2) * (1 - (1 - Math.exp(-x)) / x);
      expect(Math.abs(variance / mean / idc - 1), `n = ${branching}`).toBeLessThan(0.12);
    }
  });
});

describe("trace", () => {
  const file = "shop.csv";
  const replay = (offsets: number[], horizonMs: number) =>
    take({ kind: "trace", file }, horizonMs, 1, { [file]: Float64Array.from(offsets) });
  const mean = (offsets: number[], horizonMs: number) =>
    meanRatePerSec({ kind: "trace", file }, { horizonMs, traces: { [file]: Float64Array.from(offsets) } });

  it("replays its offsets exactly, equal ones included, the first at 0, and then ends", () => {
    expect(replay([0, 0, 1.25, 7, 7, 1000.5], 1e6)).toEqual([0, 0, 1.25, 7, 7, 1000.5]);
    expect(replay([3, 4, 10], 1e6)).toEqual([0, 1, 7]);
    expect(replay([], 1e6)).toEqual([]);
  });

  it.each<[string, number[], number, number]>([
    ["the trace where it is shorter than the horizon", [0, 100, 200, 400], 1000, 10],
    ["the horizon where that is shorter", [0, 100, 200, 400], 200, 10],
    ["the horizon for a single arrival", [5], 500, 2],
    ["nothing", [], 500, 0],
  ])("has its mean rate over %s", (_, offsets, horizonMs, expected) => {
    expect(mean(offsets, horizonMs)).toBeCloseTo(expected, 9);
  });

  it("throws when the file has not been loaded", () => {
    expect(() => take({ kind: "trace", file: "toString" }, 10)).toThrow(/toString has not been loaded/);
  });
});

describe("sum", () => {
  const parts: Arrivals[] = [
    { kind: "poisson", ratePerSec: 50 },
    { kind: "constant", ratePerSec: 20 },
    { kind: "gamma", ratePerSec: 100, cv: 3 },
    { kind: "sum", parts: [{ kind: "poisson", ratePerSec: 5 }] },
  ];

  it("is the sorted union of its parts, each with draws of its own", () => {
    const merged = take({ kind: "sum", parts }, 10_000);
    const seed = Math.floor(createRng(1, "arrivals")() * 2 ** 53);
    const union = parts
      .flatMap((part, i) => {
        const next = startArrivals(part, createRng(seed, `part ${i}`), { horizonMs: 10_000, traces: {} });
        const offsets: number[] = [];
        for (let at = next(); at < 10_000; at = next()) offsets.push(at);
        return offsets;
      })
      .sort((a, b) => a - b);
    expect(merged).toEqual(union);
  });

  it("has two different streams for two equal parts, and keeps them when a part is added", () => {
    const poisson: Arrivals = { kind: "poisson", ratePerSec: 100 };
    const one = take({ kind: "sum", parts: [poisson] }, 5000);
    const two = take({ kind: "sum", parts: [poisson, poisson] }, 5000);
    expect(new Set(two).size).toBe(two.length);
    expect(one.every((at) => two.includes(at))).toBe(true);
  });

  it("gives parts their defaults, and names the part that is wrong by its path", () => {
    expect(arrivalsSchema.parse({ kind: "sum", parts: [{ kind: "hawkes", ratePerSec: 1 }] })).toEqual({
      kind: "sum",
      parts: [{ kind: "hawkes", ratePerSec: 1, branching: 0.5, decayMs: 1000 }],
    });
    const wrong = { kind: "sum", parts: [{ kind: "sum", parts: [{ kind: "poisson", ratePerSec: -1 }] }] };
    const [issue] = arrivalsSchema.safeParse(wrong).error?.issues ?? [];
    expect(issue?.path.join(".")).toBe("parts.0.parts.0.ratePerSec");
    expect(arrivalsSchema.safeParse({ kind: "sum", parts: [] }).success).toBe(false);
  });

  it("adds the mean rates over the horizon", () => {
    const context = { horizonMs: 1000, traces: { t: Float64Array.of(0, 500, 1000) } };
    const sum: Arrivals = { kind: "sum", parts: [...parts, { kind: "trace", file: "t" }] };
    expect(meanRatePerSec(sum, context)).toBeCloseTo(50 + 20 + 100 + 5 + 2, 9);
  });
});

describe("in turn", () => {
  it("each part has its time, and comes again with other draws", () => {
    const parts = [
      { forMs: 1000, arrivals: { kind: "constant" as const, ratePerSec: 4 } },
      { forMs: 500, arrivals: null },
      { forMs: 2000, arrivals: { kind: "poisson" as const, ratePerSec: 50 } },
    ];
    const offsets = take({ kind: "in-turn", parts }, 7000);
    const between = (fromMs: number, untilMs: number) =>
      offsets.filter((at) => at >= fromMs && at < untilMs).map((at) => at - fromMs);
    expect(between(0, 1000)).toHaveLength(4);
    expect(between(1000, 1500)).toEqual([]);
    expect(between(3500, 4500)).toHaveLength(4);
    const [first, second] = [between(1500, 3500), between(5000, 7000)];
    expect(first.length).toBeGreaterThan(60);
    expect(second).not.toEqual(first);
  });

  it("counts what is left of a turn for the mean, and needs some part with requests", () => {
    const arrivals: Arrivals = {
      kind: "in-turn",
      parts: [
        { forMs: 1000, arrivals: { kind: "poisson", ratePerSec: 10 } },
        { forMs: 1000, arrivals: { kind: "poisson", ratePerSec: 30 } },
      ],
    };
    // Two turns of 40 requests, and half a second at 10/s.
    expect(meanRatePerSec(arrivals, { horizonMs: 4500, traces: {} })).toBeCloseTo(85 / 4.5, 9);
    const silent = { kind: "in-turn", parts: [{ forMs: 1000, arrivals: null }] };
    expect(arrivalsSchema.safeParse(silent).success).toBe(false);
  });
});

it("merges streams as sorting does, ended ones included", () => {
  const rising = fc
    .array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 })
    .map((v) => v.sort((a, b) => a - b));
  fc.assert(
    fc.property(fc.array(rising, { maxLength: 12 }), (streams) => {
      const next = mergeStreams(
        streams.map((values) => {
          let i = 0;
          return () => values[i++] ?? Number.POSITIVE_INFINITY;
        }),
      );
      const expected = streams.flat().sort((a, b) => a - b);
      expect(Array.from({ length: expected.length + 2 }, next)).toEqual([
        ...expected,
        Number.POSITIVE_INFINITY,
        Number.POSITIVE_INFINITY,
      ]);
    }),
  );
});

describe("clients", () => {
  it("are gamma processes with rates proportional to 1/i^zipf, merged", () => {
    // Σ 1/i² for 4 clients = 205/144. Rates computed in another order differ in the last digit: equal to 1 ns.
    const seed = Math.floor(createRng(1, "arrivals")() * 2 ** 53);
    const merged = take({ kind: "clients", ratePerSec: 1000, count: 4, zipf: 2, cv: 3 }, 20_000);
    const alone = [1, 1 / 4, 1 / 9, 1 / 16].flatMap((weight, i) => {
      const ratePerSec = (1000 * weight) / (205 / 144);
      const next = startArrivals({ kind: "gamma", ratePerSec, cv: 3 }, createRng(seed, `client ${i}`), {
        horizonMs: 20_000,
        traces: {},
      });
      const offsets: number[] = [];
      for (let at = next(); at < 20_000; at = next()) offsets.push(at);
      return offsets;
    });
    alone.sort((a, b) => a - b);
    expect(merged.length).toBe(alone.length);
    for (const [i, at] of merged.entries()) expect(Math.abs(at - (alone[i] ?? 0))).toBeLessThan(1e-6);
  });
});

describe("logGamma", () => {
  it.each([
    [0.5, Math.log(Math.sqrt(Math.PI))],
    [1, 0],
    [2, 0],
    [5, Math.log(24)],
    [11, Math.log(3_628_800)],
    [21, Math.log(2_432_902_008_176_640_000)],
  ])("of %d is ln Γ", (x, expected) => {
    expect(logGamma(x)).toBeCloseTo(expected, 12);
  });
});
