import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, normal, type Rng } from "../../src/core/rng.ts";
import { blockLevels } from "../../src/stats/block-levels.ts";
import { type Stretch, strongestSlope, strongestStretch } from "../../src/stats/change-test.ts";
import { Histogram } from "../../src/stats/histogram.ts";
import { normalEquivalent, studentT975 } from "../../src/stats/student-t.ts";

const noise = (rng: Rng, count: number) => Array.from({ length: count }, () => normal(rng));

/** An autoregression of first order. */
function remembering(rng: Rng, count: number, memory: number): number[] {
  let value = normal(rng) / Math.sqrt(1 - memory ** 2);
  return Array.from({ length: count }, () => {
    const now = value;
    value = memory * value + normal(rng);
    return now;
  });
}

describe("levels of blocks", () => {
  /** Latencies in whole ms up to 900, each in a bucket of its own, before and after the change. */
  const latencies = fc.array(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 20 }), {
    minLength: 3,
    maxLength: 12,
  });
  const levelsOf = (blocks: number[][], change: (ms: number) => number) =>
    blockLevels(
      blocks.map((values) => {
        const block = new Histogram();
        for (const value of values) block.recordMs(change(value));
        return block;
      }),
    );

  it.each<[string, (ms: number) => number]>([
    ["of proportion", (ms) => 3 * ms],
    ["of shape", (ms) => ms ** 1.5 + ms],
    ["that makes the long ones much longer", (ms) => Math.exp(ms / 100) + ms / 2],
  ])("stay as they are under a rising change %s", (_, change) => {
    fc.assert(
      fc.property(latencies, (blocks) => {
        const before = levelsOf(blocks, (ms) => ms);
        for (const [i, level] of levelsOf(blocks, change).entries())
          expect(level).toBeCloseTo(before[i] ?? 0, 9);
      }),
    );
  });

  it("are ½ on average over all requests, and all ½ where no request differs", () => {
    fc.assert(
      fc.property(latencies, (blocks) => {
        const count = blocks.flat().length;
        const sum = levelsOf(blocks, (ms) => ms).reduce((s, v, i) => s + v * (blocks[i]?.length ?? 0), 0);
        expect(sum / count).toBeCloseTo(0.5, 9);
        for (const level of levelsOf(blocks, () => 7)) expect(level).toBeCloseTo(0.5, 9);
      }),
    );
  });
});

describe("the strongest stretch", () => {
  const series = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 20, maxLength: 64 });

  it("lies at the mirrored place with time reversed, and stays under a change of scale or sign", () => {
    fc.assert(
      fc.property(series, (values) => {
        const { score } = strongestStretch(values);
        expect(strongestStretch(values.toReversed()).score).toBeCloseTo(score, 6);
        expect(strongestStretch(values.map((v) => 5 - 3 * v)).score).toBeCloseTo(score, 6);
        expect(strongestSlope(values.map((v) => 3 * v)).score).toBeCloseTo(strongestSlope(values).score, 6);
      }),
      { numRuns: 40 },
    );
  });

  it("has no score where nothing changes", () => {
    expect(strongestStretch(new Array<number>(30).fill(0.5)).score).toBe(0);
    expect(strongestSlope(new Array<number>(30).fill(0.5)).score).toBe(0);
  });

  it("is found where it is: at the head, within, at the end, slower or faster", () => {
    const rng = createRng(1, "episodes");
    fc.assert(
      fc.property(fc.nat(24), fc.integer({ min: 6, max: 14 }), fc.boolean(), (from, length, up) => {
        const to = Math.min(40, from + length);
        const values = noise(rng, 40).map((v, i) => v + (i >= from && i < to ? (up ? 12 : -12) : 0));
        const found = strongestStretch(values);
        expect(found.score).toBeGreaterThan(6.7);
        // Of a step, either side is the stretch.
        const edges = (s: Pick<Stretch, "from" | "to">) => [s.from, s.to].filter((i) => i > 0 && i < 40);
        expect(edges(found)).toEqual(edges({ from, to }));
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it("of a climb in the middle is that climb, though no part of the rest is level", () => {
    const rng = createRng(2, "climbs");
    const climb = noise(rng, 40).map((v, i) => v / 4 + (i < 13 ? i : i < 20 ? 13 + 5 * (i - 13) : 28 + i));
    const { score, from, to } = strongestSlope(climb);
    expect(score).toBeGreaterThan(4.6);
    expect([Math.abs(from - 13), Math.abs(to - 21)].every((off) => off <= 1)).toBe(true);
  });

  // Rates of one in a thousand: 3 or more of 400 come with a chance of 0.8 %, and the seed is fixed.
  it.each([
    ["independent values", 0, 20],
    ["independent values", 0, 48],
    ["values that remember half", 0.5, 40],
    ["values that remember most", 0.8, 48],
  ])("is rarely one of chance: %s (%d), %d of them", (_, memory, count) => {
    const rng = createRng(4, `${memory} ${count}`);
    let [stretches, slopes] = [0, 0];
    for (let run = 0; run < 400; run++) {
      const values = remembering(rng, count, memory);
      if (strongestStretch(values).score > 6.7) stretches++;
      if (strongestSlope(values).score > 4.6) slopes++;
    }
    expect(stretches).toBeLessThan(3);
    expect(slopes).toBeLessThan(3);
  });
});

it("a t that is passed in one of forty cases is as rare as the normal deviate 1.96", () => {
  for (const freedom of [3, 5, 10, 30, 100]) {
    expect(normalEquivalent(studentT975(freedom), freedom)).toBeCloseTo(1.96, 1);
    expect(normalEquivalent(-studentT975(freedom), freedom)).toBeCloseTo(-1.96, 1);
  }
});
