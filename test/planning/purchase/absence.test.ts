import { expect, it } from "vitest";
import { absentZones, chanceOf, zoneShares } from "../../../src/planning/purchase/absence.ts";
import { drawMonths, middleOf } from "../../../src/planning/purchase/months.ts";
import { poisson, run } from "../../simulator/fleet-run.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const TIMES = {
  upMs: HOUR_MS,
  downMs: 30 * MINUTE_MS,
  replaceMs: 10 * MINUTE_MS,
  noticeMs: 2 * MINUTE_MS,
};

/** Four spot machines in two zones over a long time, as the simulator has them: shares of each machine's time. */
function simulated(fallback: string) {
  const measureMs = 40_000 * HOUR_MS;
  const replicas = 4;
  const { spot } = run(
    {
      service: "fixed:1ms",
      load: poisson(1),
      arrivalsMs: Array.from({ length: 40 }, (_, index) => index * 1000 * HOUR_MS),
      measureMs,
      replicas,
      spot: `zones=2,up=1h,down=30m,replace=10m,notice=2m,fallback=${fallback}`,
    },
    () => {},
  );
  const found = spot?.found(39_000 * HOUR_MS);
  const hours = replicas * 39_000;
  return {
    losses: (found?.zoneOutages ?? 0) / 2 / (39_000 / 730.5),
    missing: (found?.meanMissing ?? 0) / replicas,
    spotPaid: (found?.spotMachineHours ?? 0) / hours,
    fallbackPaid: (found?.fallbackMachineHours ?? 0) / hours,
  };
}

it.each([
  ["none", false],
  ["on-demand", true],
] as const)(
  "the shares of a zone are those that the simulator shows with fallback %s",
  (fallback, isReplaced) => {
    const shares = zoneShares(TIMES, isReplaced);
    const seen = simulated(fallback);
    expect(seen.losses / shares.lossesPerMonth).toBeCloseTo(1, 1);
    expect(seen.missing / shares.missing).toBeCloseTo(1, 1);
    expect(seen.spotPaid / shares.spotPaid).toBeCloseTo(1, 1);
    if (isReplaced) expect(seen.fallbackPaid / shares.fallbackPaid).toBeCloseTo(1, 1);
    else expect([seen.fallbackPaid, shares.fallbackPaid]).toEqual([0, 0]);
  },
);

it("the chances of all numbers of zones add up to 1", () => {
  const sum = [0, 1, 2, 3, 4].reduce((total, count) => total + chanceOf(count, 4, 0.3), 0);
  expect(sum).toBeCloseTo(1, 12);
  expect(chanceOf(1, 2, 0.25)).toBeCloseTo(2 * 0.25 * 0.75, 12);
});

it("two zones that are each missing for a tenth of the time are missing together for a hundredth of it", () => {
  const zone = { lossesPerMonth: 10, absencesPerMonth: 10, missing: 0.1, spotPaid: 1, fallbackPaid: 0 };
  const [one, both] = absentZones(2, zone);
  expect(one?.minutesPerMonth).toBeCloseTo(2 * 0.1 * 0.9 * 43_830, 6);
  expect(both?.minutesPerMonth).toBeCloseTo(0.01 * 43_830, 6);
  // Of 20 losses a month, a tenth finds the other zone missing.
  expect([one?.timesPerMonth, both?.timesPerMonth]).toEqual([18, 2]);
});

it("months have as many losses and as long times down as their parameters say, on average", () => {
  const months = drawMonths({ zones: 2, upMs: 9 * HOUR_MS, downMs: HOUR_MS }, 1);
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  expect(mean(months.map(({ losses }) => losses)) / (2 * 73.05)).toBeCloseTo(1, 1);
  expect(mean(months.flatMap(({ downHours }) => downHours)) / 73.05).toBeCloseTo(1, 1);
  const { low, high } = middleOf(months.map(({ losses }) => losses));
  expect(low).toBeLessThan(2 * 73.05);
  expect(high).toBeGreaterThan(2 * 73.05);
  expect(drawMonths({ zones: 2, upMs: 9 * HOUR_MS, downMs: HOUR_MS }, 1)).toEqual(months);
});
