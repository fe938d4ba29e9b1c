import fc from "fast-check";
import { expect, test } from "vitest";
import { type RateSearch, searchRate } from "../../../src/commands/doctor/rate-search.ts";

const SEARCH: RateSearch = { passedPerSec: null, firstPerSec: 2000, precision: 1.1, maxRuns: 40 };

/** A generator that carries up to `limit` per second, but for the runs that a stall spoils. */
function generator(limit: number, spoiled: (run: number) => boolean = () => false) {
  const tried: number[] = [];
  const passes = async (ratePerSec: number) => {
    tried.push(ratePerSec);
    return ratePerSec <= limit && !spoiled(tried.length - 1);
  };
  return { tried, passes };
}

const limits = fc.double({ min: 10, max: 500_000, noNaN: true });

test("brackets any limit to the precision asked for", async () => {
  await fc.assert(
    fc.asyncProperty(limits, async (limit) => {
      const { passedPerSec, refusedPerSec } = await searchRate(SEARCH, generator(limit).passes);
      expect(passedPerSec).toBeLessThanOrEqual(limit);
      expect(refusedPerSec).toBeGreaterThan(limit);
      expect(Number(refusedPerSec) / Number(passedPerSec)).toBeLessThanOrEqual(SEARCH.precision);
    }),
  );
});

test("one spoiled run in two changes nothing: a rate is refused only when it failed twice", async () => {
  await fc.assert(
    fc.asyncProperty(limits, async (limit) => {
      const undisturbed = await searchRate(SEARCH, generator(limit).passes);
      let last = Number.NaN;
      const { passes } = generator(limit);
      const disturbed = await searchRate({ ...SEARCH, maxRuns: 80 }, async (ratePerSec) => {
        const first = ratePerSec !== last;
        last = ratePerSec;
        return !first && passes(ratePerSec);
      });
      expect(disturbed).toEqual(undisturbed);
    }),
  );
});

test("keeps to its budget of runs, and what it then says has been seen", async () => {
  await fc.assert(
    fc.asyncProperty(limits, fc.integer({ min: 1, max: 12 }), async (limit, maxRuns) => {
      const { passes, tried } = generator(limit);
      const { passedPerSec, refusedPerSec } = await searchRate({ ...SEARCH, maxRuns }, passes);
      expect(tried.length).toBeLessThanOrEqual(maxRuns);
      if (passedPerSec !== null) expect(tried.filter((rate) => rate <= limit)).toContain(passedPerSec);
      if (refusedPerSec !== null) expect(tried.filter((rate) => rate === refusedPerSec)).toHaveLength(2);
    }),
  );
});

test("doubles from 2000 to 16000, tries that again, and bisects", async () => {
  const { passes, tried } = generator(10_000);
  await searchRate({ ...SEARCH, maxRuns: 8 }, passes);
  expect(tried).toEqual([2000, 4000, 8000, 16_000, 16_000, 11_314, 11_314, 9514]);
});

test("a rate known to pass bounds the search from below", async () => {
  const { passes, tried } = generator(1000);
  const known = { ...SEARCH, passedPerSec: 1000 };
  expect((await searchRate(known, passes)).passedPerSec).toBe(1000);
  expect(Math.min(...tried)).toBeGreaterThan(1000);
});

test("where nothing passes, nothing is believed", async () => {
  const { passes } = generator(0);
  expect((await searchRate({ ...SEARCH, maxRuns: 8 }, passes)).passedPerSec).toBeNull();
});
