import { describe, expect, it } from "vitest";
import {
  leastUsdPerHour,
  lostOf,
  purchaseOf,
  purchasesOf,
  type SpotOffer,
} from "../../../src/planning/purchase/shares.ts";

const HOUR_MS = 3_600_000;

/** Zones that have machines for 99 of 100 hours, $1 on demand and $0.30 as spot machine. */
const OFFER: SpotOffer = {
  parameters: {
    zones: 3,
    upMs: 99 * HOUR_MS,
    downMs: HOUR_MS,
    replaceMs: 0,
    noticeMs: 0,
    source: "stated by the user",
  },
  spotUsd: 0.3,
  baseUsd: 1,
  onDemandUsd: 1,
};
const NEEDED = { needed: 5, spare: 0, budgetMinutes: 43.83 };

it("zones that are filled in turn lose the larger ones first", () => {
  expect([1, 2, 3].map((gone) => lostOf(8, 3, gone))).toEqual([3, 6, 8]);
  expect(lostOf(2, 3, 2)).toBe(2);
});

describe("a purchase", () => {
  it("with on-demand machines in the place of spot ones pays both for their time", () => {
    const purchase = purchaseOf(OFFER, { ...NEEDED, fallback: "on-demand", share: 0 });
    expect(purchase).toMatchObject({ base: 0, spot: 5, extra: 0 });
    // 5 × $0.30 for 99 % of the time, and 5 × $1 for 1 %.
    expect(purchase?.usdPerHour.spot).toBeCloseTo(1.485, 9);
    expect(purchase?.usdPerHour.fallback).toBeCloseTo(0.05, 9);
    expect(purchase?.usdPerHour.all).toBeCloseTo(1.535, 9);
  });

  it("with more machines than are needed keeps as many as the loss of a zone may take", () => {
    // Two zones are missing together for 3 · 0.01² · 0.99 of 43,830 minutes, 13; of 8 machines in three zones, 5 are left without the largest.
    const purchase = purchaseOf(OFFER, { ...NEEDED, fallback: "overprovision", share: 0 });
    expect(purchase).toMatchObject({ base: 0, spot: 8, extra: 3 });
    // With an error budget of 10 minutes two zones may be missing: of 15, 5 are left.
    const strict = purchaseOf(OFFER, { ...NEEDED, budgetMinutes: 10, fallback: "overprovision", share: 0 });
    expect(strict).toMatchObject({ spot: 15, extra: 10 });
  });

  it("keeps a share and the spare replicas on machines that are never taken away", () => {
    const purchase = purchaseOf(OFFER, { ...NEEDED, spare: 1, fallback: "none", share: 0.5 });
    expect(purchase).toMatchObject({ base: 3, spot: 3 });
    expect(purchase?.usdPerHour.base).toBe(3);
  });

  it("is not to be had where all machines may go, or nothing may be ordered on demand", () => {
    const oneZone = { ...OFFER, parameters: { ...OFFER.parameters, zones: 1 } };
    expect(purchaseOf(oneZone, { ...NEEDED, fallback: "overprovision", share: 0 })).toBeNull();
    expect(
      purchaseOf({ ...OFFER, onDemandUsd: null }, { ...NEEDED, fallback: "on-demand", share: 0 }),
    ).toBeNull();
    expect(purchaseOf({ ...OFFER, baseUsd: null }, { ...NEEDED, fallback: "none", share: 0.5 })).toBeNull();
  });
});

it("the purchases that are tried differ, come cheapest first, and none costs less than the bound", () => {
  const all = purchasesOf(OFFER, NEEDED);
  const costs = all.map(({ usdPerHour }) => usdPerHour.all);
  expect(costs).toEqual(costs.toSorted((one, other) => one - other));
  expect(new Set(all.map(({ fallback, base, spot }) => `${fallback} ${base} ${spot}`)).size).toBe(all.length);
  expect(new Set(all.map(({ fallback }) => fallback)).size).toBe(4);
  for (const cost of costs) expect(cost).toBeGreaterThanOrEqual(5 * leastUsdPerHour(OFFER) * (1 - 1e-12));
});
