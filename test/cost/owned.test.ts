import fc from "fast-check";
import { expect, it } from "vitest";
import { type OwnedMachine, ownedPrice } from "../../src/cost/owned.ts";

const NODE: OwnedMachine = {
  capexUsd: 250_000,
  residualUsd: 0,
  years: 4,
  interestPerYear: 0,
  powerKw: 10,
  pue: 1.3,
  usdPerKwh: 0.1,
  spaceUsdPerYear: 0,
  staffUsdPerYear: 0,
  availability: 1,
};

it("a node of $250,000 over four years at 10 kW is about $8.43 an hour: 250,000 / 35,040 + 1.30", () => {
  const { capital, energy, usdPerHour } = ownedPrice(NODE);
  expect(capital).toBeCloseTo(250_000 / 35_040, 6);
  expect(energy).toBeCloseTo(1.3, 6);
  expect(usdPerHour).toBeCloseTo(8.4347, 3);
});

it("interest, space, staff and idle time add what can be worked out by hand", () => {
  // An annuity of 10 % over two years: 100,000 · 0.1 / (1 − 1/1.21) = 57,619.05 a year.
  const plain = { ...NODE, capexUsd: 100_000, years: 2, powerKw: 0 };
  expect(ownedPrice({ ...plain, interestPerYear: 0.1 }).capital * 8760).toBeCloseTo(57_619.05, 1);
  // What is left in the end is worth 12,100 / 1.21 = 10,000 today.
  expect(ownedPrice({ ...plain, interestPerYear: 0.1, residualUsd: 12_100 }).capital * 8760).toBeCloseTo(
    51_857.14,
    1,
  );
  const { usdPerHour } = ownedPrice({
    ...plain,
    spaceUsdPerYear: 876,
    staffUsdPerYear: 8760,
    availability: 0.5,
  });
  expect(usdPerHour).toBeCloseTo((100_000 / 17_520 + 0.1 + 1) / 0.5, 6);
});

it("the price of an annuity is the one of equal payments without interest, and rises with each cost", () => {
  const share = fc.double({ min: 0.001, max: 0.5, noNaN: true });
  fc.assert(
    fc.property(share, fc.integer({ min: 1, max: 10 }), (interestPerYear, years) => {
      const { capital } = ownedPrice({ ...NODE, years, interestPerYear });
      expect(capital).toBeGreaterThan(ownedPrice({ ...NODE, years }).capital);
      // The payments, each worth less the later it comes, are worth what was paid.
      let worth = 0;
      for (let year = 1; year <= years; year++) worth += (capital * 8760) / (1 + interestPerYear) ** year;
      expect(worth).toBeCloseTo(NODE.capexUsd, 3);
    }),
    { numRuns: 50 },
  );
  expect(ownedPrice({ ...NODE, interestPerYear: 1e-7 }).capital).toBeCloseTo(ownedPrice(NODE).capital, 4);
});
