import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../src/core/rng.ts";
import { answerOfShare, boundsOfShare, lengthThatShows } from "../../src/stats/attainment-bound.ts";

describe("bounds of the share that keeps an objective", () => {
  it("need 299 independent requests without a miss to show 99 %, and 59 to show 95 %", () => {
    const answer = (of: number, required: number) =>
      answerOfShare(boundsOfShare({ within: of, of, worth: of }), required);
    expect([answer(298, 0.99), answer(299, 0.99)]).toEqual(["not shown", "holds"]);
    expect([answer(58, 0.95), answer(59, 0.95)]).toEqual(["not shown", "holds"]);
  });

  it("enclose the observed share, and narrow as the run is worth more", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.nat(),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (of, any, part) => {
          const within = any % (of + 1);
          const all = boundsOfShare({ within, of, worth: of });
          const less = boundsOfShare({ within, of, worth: Math.max(1, part * of) });
          expect(all.low).toBeLessThanOrEqual(within / of + 1e-9);
          expect(all.high).toBeGreaterThanOrEqual(within / of - 1e-9);
          expect(less.low).toBeLessThanOrEqual(all.low + 1e-9);
          expect(less.high).toBeGreaterThanOrEqual(all.high - 1e-9);
        },
      ),
    );
  });

  it("are wrong on either side in at most one of twenty samples, at and around what is required", () => {
    const rng = createRng(1, "coverage of the bounds");
    const runs = 4000;
    for (const [share, of] of [
      [0.99, 500],
      [0.95, 100],
      [0.5, 40],
      [0.999, 6000],
    ] as const) {
      let [heldWrongly, missedWrongly] = [0, 0];
      for (let run = 0; run < runs; run++) {
        let within = 0;
        for (let i = 0; i < of; i++) if (rng() < share) within++;
        const { low, high } = boundsOfShare({ within, of, worth: of });
        if (low > share) heldWrongly++;
        if (high < share) missedWrongly++;
      }
      // Four standard errors of a rate of 5 % in 4,000 samples.
      expect(heldWrongly / runs).toBeLessThan(0.064);
      expect(missedWrongly / runs).toBeLessThan(0.064);
    }
  });

  it("of a run that is worth one request decide only what is gross", () => {
    const one = (within: number) => answerOfShare(boundsOfShare({ within, of: 1000, worth: 1 }), 0.99);
    expect([one(1000), one(900), one(100), one(0)]).toEqual(["not shown", "not shown", "misses", "misses"]);
  });
});

describe("the length that would decide an objective", () => {
  it("is that after which the same share decides it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 3000 }),
        fc.nat(),
        fc.constantFrom(0.5, 0.9, 0.99),
        (of, any, required) => {
          const kept = { within: any % (of + 1), of, worth: of / 2 };
          const times = lengthThatShows(kept, required);
          if (times === null) return;
          const longer = { within: kept.within * times, of: of * times, worth: kept.worth * times };
          expect(answerOfShare(boundsOfShare(longer), required)).not.toBe("not shown");
        },
      ),
    );
  });

  it("is 1 where it is decided already, and none where the share is exactly what is asked for", () => {
    expect(lengthThatShows({ within: 1000, of: 1000, worth: 1000 }, 0.99)).toBe(1);
    expect(lengthThatShows({ within: 990, of: 1000, worth: 1000 }, 0.99)).toBeNull();
  });
});
