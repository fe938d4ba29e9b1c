import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { plan } from "../../src/commands/plan.ts";
import { simulate } from "../../src/commands/simulate.ts";
import type { PlanOptionsInput } from "../../src/config/plan-options.ts";
import { EXIT } from "../../src/core/errors.ts";
import { createHost } from "../../src/host/real-host.ts";
import type { PlanFleet } from "../../src/result/plan-result.ts";

// Days whose cost can be checked by hand. Requests of constant arrivals come evenly, and a replica answers one in 500 ms, two a second.

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "plimsoll-plan-hours-"));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const DAYS = 365.25 / 12;
const COMMON = {
  machine: ["half: price=1; service=fixed:500ms"],
  arrivals: "constant",
  slo: ["p99<=600ms"],
  window: "1m",
  warmup: "0s",
  fleets: 1,
  workers: 2,
};

async function planned(out: string, options: Partial<PlanOptionsInput>) {
  const { result, exitCode } = await plan({ ...COMMON, out, ...options }, { ...createHost(), cwd });
  return { result, exitCode, best: result.fleets[0] };
}

const wayOf = (fleet: PlanFleet | undefined, name: string) => {
  const way = fleet?.throughDay.find((one) => one.way === name);
  if (way === undefined) throw new Error(`no way "${name}"`);
  return way;
};

/** The part of a day that is simulated again: `plimsoll simulate` keeps statistics of every second. */
const BEGIN_MS = 30 * 60_000;

/** Simulates the begin of the day of a plan again, by the files in its folder, under its first seed. */
async function readBack(out: string, manifest: string, service: string) {
  const { result } = await simulate(
    {
      scenario: join(out, "day.json"),
      service,
      router: "least-outstanding",
      settings: [join(out, "apply", "deployment.yaml")],
      autoscaler: join(out, "apply", manifest),
      seed: 1,
      duration: "30m",
      out: `${out}-again`,
    },
    { ...createHost(), cwd },
  );
  return untilThen(result.simulation?.scaling ?? undefined);
}

/** What scaled a fleet in the begin of a day: its replicas, and the decisions that changed them. */
function untilThen({
  replicas = [],
  decisions = [],
}: Partial<Pick<NonNullable<PlanFleet["throughDay"][number]["day"]>, "replicas" | "decisions">> = {}) {
  return {
    replicas: replicas.filter(({ atMs }) => atMs < BEGIN_MS),
    decisions: decisions.filter(({ atMs, current, desired }) => atMs < BEGIN_MS && current !== desired),
  };
}

/** Twelve hours of 1.8/s, which need one replica, and twelve of 9/s, which need five; four are ordered at 11:58. */
const TWO_LEVELS = "0=1.8,11.999=1.8,12=9,23.999=9";
const REPLICA_HOURS = (718 + 5 * 722) / 60;

it("is paid for by the hours as can be worked out by hand, and follows an autoscaler, day by day", async () => {
  // The schedule of the user has one from midnight on, and at 11:54 four more: 714 minutes of one and 726 of five.
  const { result } = await planned("both", {
    curve: TWO_LEVELS,
    replicasBy: "hour",
    autoscaler: "scheduled:0s=1,714m=5",
  });
  const [best] = result.fleets;
  expect(best).toMatchObject({ replicas: 5 });
  expect(best?.costPerMonth).toBeCloseTo(5 * 24 * DAYS, 6);
  const fixed = wayOf(best, "fixed");
  expect(fixed).toMatchObject({ replicaHoursPerDay: 120, savedShare: 0 });
  expect(fixed.day?.outOfObjective?.minutesPerMonth).toBe(0);

  const hourly = wayOf(best, "by hour");
  expect(hourly.orders).toEqual([
    { atMinute: 0, replicas: 1 },
    { atMinute: 11 * 60 + 58, replicas: 5 },
  ]);
  expect(hourly.leadMinutes).toBe(2);
  expect(hourly.replicaHoursPerDay).toBeCloseTo(REPLICA_HOURS, 9);
  expect(hourly.costPerMonth).toBeCloseTo(REPLICA_HOURS * DAYS, 6);
  expect(hourly.savedShare).toBeCloseTo(1 - REPLICA_HOURS / 120, 9);
  expect(hourly.hours.map(({ needed }) => needed)).toEqual([...Array(12).fill(1), ...Array(12).fill(5)]);
  expect(hourly.hours[11]?.replicas).toBeCloseTo((58 + 5 * 2) / 60, 9);
  // The whole day, as KEDA orders it: nothing misses, and what exists is what was ordered, but for seconds.
  expect(hourly.day?.outOfObjective?.minutesPerMonth).toBe(0);
  expect(hourly.day?.replicaHoursPerDay.mean).toBeCloseTo(REPLICA_HOURS, 0);
  const crons = await readBack("both", hourly.manifest ?? "", "fixed:500ms");
  expect(crons.decisions).toHaveLength(1);
  expect(crons).toEqual(untilThen(hourly.day ?? undefined));

  const scaled = wayOf(best, "autoscaled");
  expect(scaled.day?.replicaHoursPerDay.mean).toBeCloseTo((714 + 5 * 726) / 60, 0);
  expect(scaled.costPerMonth).toBeCloseTo(scaled.replicaHoursPerDay * DAYS, 6);
  expect(scaled.day?.outOfObjective?.minutesPerMonth).toBe(0);
  expect(result.search.resumed).toBe(false);
  expect(result.answer).toMatch(
    /; with replicas by the hour \$2,196 a month, 40 % less than the same number/,
  );
  expect(readFileSync(join(cwd, "both", "report.html"), "utf8")).toContain("Replicas through the day");
});

/** Three levels: 1.8/s need one replica, 5.4/s three, and 9/s five. */
const LEVELS = "0=1.8,5.999=1.8,6=5.4,11.999=5.4,12=9,17.999=9,18=1.8";

it("a day of three levels costs what its hours need, and the minutes in which replicas start", async () => {
  const { best, result } = await planned("levels", { curve: LEVELS, replicasBy: "hour", spare: 1 });
  const hourly = wayOf(best, "by hour");
  // One to spare; 60 s of cold start and 15 s of the HPA are 2 minutes: two more at 5:58, two more at 11:58.
  expect(hourly.orders).toEqual([
    { atMinute: 358, replicas: 4 },
    { atMinute: 718, replicas: 6 },
    { atMinute: 1080, replicas: 2 },
  ]);
  const replicaHours = (358 * 2 + 360 * 4 + 362 * 6 + 360 * 2) / 60;
  expect(hourly.replicaHoursPerDay).toBeCloseTo(replicaHours, 9);
  expect(hourly.costPerMonth).toBeCloseTo(replicaHours * DAYS, 6);
  expect(hourly.day?.replicaHoursPerDay.mean).toBeCloseTo(replicaHours, 1);
  expect(hourly.day?.outOfObjective?.minutesPerMonth).toBe(0);
  expect(best?.costPerMonth).toBeCloseTo(6 * 24 * DAYS, 6);
  // 6 × 3,600 × (6 × 1.8 + 6 × 5.4 + 6 × 9 + 6 × 1.8) / 6 requests a day.
  const requests = 6 * 3600 * (1.8 + 5.4 + 9 + 1.8);
  expect(hourly.costPerMillionRequests).toBeCloseTo((replicaHours / requests) * 1e6, 1);
  expect(result.fleets[0]?.apply.map(({ file }) => file)).toContain("scaled-object.yaml");
  const manifest = readFileSync(join(cwd, "levels", "apply", "scaled-object.yaml"), "utf8");
  expect(manifest).toContain("start: 58 11 * * *");
});

it("a longer cold start is ordered earlier, and paid for", async () => {
  const { best } = await planned("slow-start", {
    curve: LEVELS,
    replicasBy: "hour",
    imagePull: "fixed:4m",
    modelLoad: "fixed:6m",
  });
  const hourly = wayOf(best, "by hour");
  expect(hourly.leadMinutes).toBe(11);
  expect(hourly.replicaHoursPerDay).toBeCloseTo((349 * 1 + 360 * 3 + 371 * 5 + 360) / 60, 9);
  expect(hourly.day?.outOfObjective?.minutesPerMonth).toBe(0);
});

it("a budget that the fixed fleet exceeds is kept by the hours", async () => {
  const about = { curve: LEVELS, budgetPerMonth: 2700 };
  // 5 × 24 × 30.4375 = $3,652.50; by the hour (358 × 1 + 360 × 3 + 362 × 5 + 360) / 60 hours a day are $1,830.
  const fixed = await planned("fixed-budget", about);
  expect(fixed.exitCode).toBe(EXIT.objectiveFailed);
  const hourly = await planned("hourly-budget", { ...about, replicasBy: "hour" });
  expect(hourly.exitCode).toBe(EXIT.ok);
  expect(hourly.best?.withinBudget).toBe(true);
});

it("an HPA follows a demand that rises slowly for less, and misses no more than the fixed fleet or the budget", async () => {
  const { best } = await planned("hpa", {
    machine: ["two: price=1; service=fixed:2s"],
    curve: "4=0.5,15=5",
    arrivals: "poisson",
    slo: ["p99<=8s"],
    window: "5m",
    errorBudget: "1%",
    replicasBy: "hour",
    autoscaler: "hpa",
  });
  const [fixed, hourly, scaled] = ["fixed", "by hour", "autoscaled"].map((name) => wayOf(best, name));
  expect(hourly?.costPerMonth).toBeLessThan(fixed?.costPerMonth ?? 0);
  expect(scaled?.costPerMonth).toBeLessThan(fixed?.costPerMonth ?? 0);
  expect(scaled?.tried.some(({ isKept }) => isKept)).toBe(true);
  expect(scaled?.day?.outOfObjective?.isWithin).not.toBe(false);
  expect(scaled?.day?.decisions.length).toBeGreaterThan(2);
  const hpa = await readBack("hpa", "hpa.yaml", "fixed:2s");
  expect(hpa.decisions.length).toBeGreaterThan(0);
  expect(hpa).toEqual(untilThen(scaled?.day ?? undefined));
  // No quieter hour needs more than a busier one.
  const byRate = hourly?.hours.toSorted((one, other) => one.busiestPerSec - other.busiestPerSec) ?? [];
  const needed = byRate.map((hour) => hour.needed ?? 0);
  expect(needed).toEqual(needed.toSorted((one, other) => one - other));
});

it("a plan that is cut while a day is simulated goes on with the days that are missing", async () => {
  const about = { curve: LEVELS, replicasBy: "hour" as const, workers: 1 };
  const cut = new AbortController();
  const first = await plan(
    { ...COMMON, ...about, out: "cut" },
    { ...createHost(), cwd, interrupted: cut.signal },
    { onStage: (words) => words.startsWith("a whole day") && words.endsWith("hour") && cut.abort() },
  );
  expect(first.exitCode).toBe(EXIT.interrupted);
  expect(first.result.fleets).toHaveLength(1);
  const resumed = await plan({ resume: "cut" } as PlanOptionsInput, { ...createHost(), cwd });
  const whole = await planned("whole", about);
  expect(resumed.result.search.resumed).toBe(true);
  const figures = (fleet: PlanFleet | undefined) =>
    fleet?.throughDay.map(({ day, ...way }) => ({ ...way, day: { ...day, command: [] } }));
  expect(figures(resumed.result.fleets[0])).toEqual(figures(whole.best));
});
