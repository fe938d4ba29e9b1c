import { describe, expect, it } from "vitest";
import { type Arrivals, startArrivals } from "../../src/arrivals/index.ts";
import { createRng } from "../../src/core/rng.ts";
import { BurstAccumulator } from "../../src/stats/burst.ts";
import { apparentHurst } from "../../src/stats/hurst.ts";

const HORIZON_SEC = 3000;

function drawn(arrivals: Arrivals, seed: number): number[] {
  const horizonMs = HORIZON_SEC * 1000;
  const next = startArrivals(arrivals, createRng(seed, "arrivals"), { horizonMs, traces: {} });
  const times: number[] = [];
  for (let atMs = next(); atMs < horizonMs; atMs = next()) times.push(atMs);
  return times;
}

/** Many sources that are on and off for Pareto times: traffic with long memory (Willinger et al. 1997), H = (3 − α)/2. */
function heavyTailed(alpha: number, seed: number): number[] {
  const rng = createRng(seed, "sources");
  const pareto = () => 0.5 * rng() ** (-1 / alpha);
  const times: number[] = [];
  for (let source = 0; source < 20; source++) {
    let on = rng() < 0.5;
    for (let sec = -100 * rng(); sec < HORIZON_SEC; on = !on) {
      const end = sec + pareto();
      for (let at = sec - Math.log(rng()) / 4; on && at < end; at -= Math.log(rng()) / 4)
        if (at >= 0 && at < HORIZON_SEC) times.push(at * 1000);
      sec = end;
    }
  }
  return times.sort((a, b) => a - b);
}

function thinned(times: readonly number[], by: number, seed: number): number[] {
  const rng = createRng(seed, "thinning");
  return times.filter(() => rng() < 1 / by);
}

function hurstOf(times: readonly number[]) {
  const burst = new BurstAccumulator();
  for (const atMs of times) burst.add(atMs);
  return burst.finish();
}

const TRAFFIC: Record<string, (seed: number) => number[]> = {
  "an MMPP": (seed) => drawn({ kind: "mmpp", ratePerSec: 40, burst: 8, share: 0.1, dwellMs: 8000 }, seed),
  "a Hawkes process": (seed) =>
    drawn({ kind: "hawkes", ratePerSec: 40, branching: 0.85, decayMs: 4000 }, seed),
  "a b-model": (seed) => drawn({ kind: "b-model", ratePerSec: 40, bias: 0.65, slotMs: 10 }, seed),
  "superposed heavy-tailed sources": (seed) => heavyTailed(1.4, seed),
};

describe.each(Object.keys(TRAFFIC))("the apparent Hurst exponent of %s", (name) => {
  it.each([1, 2, 3])("stays within its error when requests are left out by chance (seed %d)", (seed) => {
    const times = TRAFFIC[name]?.(seed) ?? [];
    const whole = hurstOf(times);
    expect(whole.apparentHurst, whole.apparentHurstAbsent ?? "").not.toBeNull();
    let told = 0;
    for (const by of [2, 4, 10]) {
      const part = hurstOf(thinned(times, by, seed));
      if (part.apparentHurst === null) {
        expect(part.apparentHurstAbsent).toMatch(/are not shown to vary more than Poisson's: IDC/);
        continue;
      }
      told++;
      const error = part.apparentHurstError ?? 0;
      expect(Math.abs(part.apparentHurst - (whole.apparentHurst ?? 0)), `1 in ${by}`).toBeLessThan(error);
    }
    expect(told).toBeGreaterThan(0);
  });
});

it("is (1 + slope of log (IDC − 1)) / 2 over the longest two decades, whatever the shorter windows do", () => {
  const longest = [1, 2, 5, 10, 20, 50, 100].map((sec) => ({
    sec,
    idc: 1 + 0.5 * sec ** 0.6,
    error: 0.01,
    poissonError: 0.01,
  }));
  const found = apparentHurst([{ sec: 0.1, idc: 40, error: 0.1, poissonError: 0.1 }, ...longest], 30);
  expect(found.apparentHurst).toBeCloseTo(0.8, 9);
  expect(found.apparentHurstError).toBeGreaterThan(0);
  const thin = longest.map((point) => ({ ...point, idc: 1 + (point.idc - 1) / 10 }));
  expect(apparentHurst(thin, 30).apparentHurst).toBeCloseTo(0.8, 9);
});

it("is absent for Poisson traffic, whose counts are those of Poisson, and says so", () => {
  const { apparentHurst: hurst, apparentHurstAbsent } = hurstOf(
    drawn({ kind: "poisson", ratePerSec: 30 }, 2),
  );
  expect(hurst).toBeNull();
  expect(apparentHurstAbsent).toMatch(
    /^counts in windows of [\d.]+ s are not shown to vary more than Poisson's: IDC [\d.]+, and Poisson's is 1 ± [\d.]+$/,
  );
});
