import fc from "fast-check";
import { expect, it } from "vitest";
import { compareFigure } from "../../src/stats/driver-agreement.ts";

const turns = fc.array(fc.double({ min: 10, max: 1000, noNaN: true }), { minLength: 1, maxLength: 9 });

it("drivers whose turns overlap agree, and one that is further off than its turns and 5 % does not", () => {
  fc.assert(
    fc.property(turns, (ours) => {
      expect(compareFigure("p50", "ms", ours, ours.toReversed()).agrees).toBe(true);
      const spread = Math.max(...ours) - Math.min(...ours);
      const offBy = (spread + Math.max(...ours) * 0.06) * 1.1;
      const theirs = ours.map((value) => value + offBy);
      expect(compareFigure("p50", "ms", ours, theirs).agrees).toBe(false);
      expect(compareFigure("p50", "ms", theirs, ours).agrees).toBe(false);
    }),
  );
});

it("what a turn does not have is not compared", () => {
  expect(compareFigure("p99", "ms", [1, null], [1, 2])).toMatchObject({ allowed: null, agrees: null });
});
