import fc from "fast-check";
import highs from "highs";
import { expect, test } from "vitest";
import {
  type MissedMix,
  type MixQuestion,
  mixOf,
  mixProgram,
} from "../../../src/planning/mixes/mix-program.ts";

const solver = await (highs as unknown as () => ReturnType<typeof highs.default>)();

function solved(question: MixQuestion): (MissedMix & { price: number }) | null {
  const solution = solver.solve(mixProgram(question), { output_flag: false, mip_rel_gap: 0 });
  if (solution.Status !== "Optimal") return null;
  const values = new Map(Object.entries(solution.Columns).map(([name, { Primal }]) => [name, Primal]));
  return { ...mixOf(values, question), price: solution.ObjectiveValue };
}

const MOST = 4;
const questions = fc.record({
  options: fc.array(
    fc.record({
      pricePerHour: fc.integer({ min: 1, max: 9 }),
      most: fc.constant(MOST),
      carriesPerSec: fc.array(fc.option(fc.integer({ min: 1, max: 12 }), { freq: 4 }), {
        minLength: 2,
        maxLength: 2,
      }),
    }),
    { minLength: 2, maxLength: 3 },
  ),
  buckets: fc.constant([{ share: 0.6 }, { share: 0.4 }]),
  deals: fc.constant("by length" as const),
  ratePerSec: fc.integer({ min: 5, max: 25 }),
  room: fc.constant(1),
  missed: fc.constant([]),
});

/** The price of the cheapest mix, by trying all: each bucket to one option, two options at least, so many of each as its load asks for. */
function cheapestByHand({ options, buckets, ratePerSec }: MixQuestion): number {
  let cheapest = Number.POSITIVE_INFINITY;
  for (const [first] of options.entries())
    for (const [second] of options.entries()) {
      if (first === second) continue;
      const price = [first, second].reduce((sum, option, bucket) => {
        const { pricePerHour = 0, carriesPerSec = [] } = options[option] ?? {};
        const load = (ratePerSec * (buckets[bucket]?.share ?? 0)) / (carriesPerSec[bucket] ?? 0);
        const count = Math.ceil(load - 1e-9);
        return sum + (count <= MOST ? count * pricePerHour : Number.POSITIVE_INFINITY);
      }, 0);
      cheapest = Math.min(cheapest, price);
    }
  return cheapest;
}

test("by length: the program finds the price that trying everything finds", () => {
  fc.assert(
    fc.property(questions, (question) => {
      expect(solved(question)?.price ?? Number.POSITIVE_INFINITY).toBeCloseTo(cheapestByHand(question), 6);
    }),
    { numRuns: 25 },
  );
});

const shared: MixQuestion = {
  options: [
    { pricePerHour: 1, most: 200, carriesPerSec: [2] },
    { pricePerHour: 3.5, most: 200, carriesPerSec: [10] },
  ],
  buckets: [{ share: 1 }],
  deals: "shares",
  ratePerSec: 11,
  room: 1,
  missed: [],
};

test("shared: mixes that miss are cut off with all that are smaller, and the next cheapest comes", () => {
  expect(solved(shared)).toMatchObject({ counts: [1, 1], price: 4.5, optionOf: null });
  const missed = [{ counts: [1, 1], optionOf: null }];
  expect(solved({ ...shared, missed })).toMatchObject({ counts: [2, 1], price: 5.5 });
  expect(solved({ ...shared, missed: [{ counts: [4, 1], optionOf: null }] })).toMatchObject({
    counts: [1, 2],
    price: 8,
  });
});

test("shared: more room needs more, and a limit of machines may leave none", () => {
  expect(solved({ ...shared, room: 1.2 })).toMatchObject({ counts: [2, 1] });
  expect(
    solved({ ...shared, options: shared.options.map((one) => ({ ...one, most: 1 })), room: 1.2 }),
  ).toBeNull();
});

test("by length: a type gets one range, so that a balancer can tell its requests", () => {
  // The cheap one is the better one for the first and the third bucket, and may have only one of them.
  const question: MixQuestion = {
    options: [
      { pricePerHour: 1, most: 9, carriesPerSec: [10, null, 10] },
      { pricePerHour: 2, most: 9, carriesPerSec: [10, 10, 10] },
    ],
    buckets: [{ share: 1 / 3 }, { share: 1 / 3 }, { share: 1 / 3 }],
    deals: "by length",
    ratePerSec: 30,
    room: 1,
    missed: [],
  };
  const found = solved(question);
  expect(found?.price).toBe(5);
  expect(found?.optionOf?.filter((option) => option === 0)).toHaveLength(1);
});
