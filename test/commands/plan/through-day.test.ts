import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PlanOutcome, plan } from "../../../src/commands/plan.ts";
import type { PlanOptionsInput } from "../../../src/config/plan-options.ts";
import { createHost } from "../../../src/host/real-host.ts";
import type { PlanFleet } from "../../../src/result/plan-result.ts";
import { readAppliedSettings } from "../../../src/simulator/applied/index.ts";
import { startAutoscaler } from "../../../src/simulator/autoscalers/index.ts";
import { readAutoscalerManifest } from "../../../src/simulator/autoscalers/manifest/index.ts";
import { drive, orders } from "../../simulator/autoscalers/toy-fleet.ts";

// A replica answers a request in 50 s, so 0.018/s need one of them and 0.09/s need five. The night is from 0 to 12 o'clock, the day from
// 12 to 24. A new replica takes a minute, and the HPA looks every 15 s, so four are ordered at 11:58: 718 minutes of one and 722 of
// five are 4,328 replica minutes.
const NIGHT_AND_DAY = "0=0.018,11.999=0.018,12=0.09,23.999=0.09";
const REPLICA_HOURS = (718 + 5 * 722) / 60;
const DAYS = 365.25 / 12;

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "plimsoll-hours-"));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

type Options = Partial<PlanOptionsInput>;

function planned(out: string, options: Options): Promise<PlanOutcome> {
  return plan(
    {
      machine: ["slow: price=2; service=fixed:50s"],
      curve: NIGHT_AND_DAY,
      arrivals: "constant",
      slo: ["p99<=60s"],
      window: "30m",
      timeout: "1000s",
      warmup: "0s",
      fleets: 1,
      workers: 1,
      out,
      ...options,
    },
    { ...createHost(), cwd },
  );
}

const wayOf = (fleet: PlanFleet | undefined, name: string) => {
  const way = fleet?.throughDay.find((one) => one.way === name);
  if (way === undefined) throw new Error(`no way "${name}"`);
  return way;
};

describe("a day of two levels", () => {
  it("is paid for by the hours as can be worked out by hand, and KEDA orders it so by its manifest", async () => {
    const { result } = await planned("hours", { replicasBy: "hour", dayFleets: 0 });
    const [best] = result.fleets;
    expect(best).toMatchObject({ replicas: 5 });
    expect(best?.costPerMonth).toBeCloseTo(5 * 24 * 2 * DAYS, 6);
    expect(wayOf(best, "fixed")).toMatchObject({ replicaHoursPerDay: 120, savedShare: 0, day: null });

    const hourly = wayOf(best, "by hour");
    expect(hourly.orders).toEqual([
      { atMinute: 0, replicas: 1 },
      { atMinute: 11 * 60 + 58, replicas: 5 },
    ]);
    expect(hourly).toMatchObject({ leadMinutes: 2, day: null });
    expect(hourly.replicaHoursPerDay).toBeCloseTo(REPLICA_HOURS, 9);
    expect(hourly.costPerMonth).toBeCloseTo(2 * REPLICA_HOURS * DAYS, 6);
    expect(hourly.savedShare).toBeCloseTo(1 - REPLICA_HOURS / 120, 9);
    expect(hourly.hours.map(({ needed }) => needed)).toEqual([...Array(12).fill(1), ...Array(12).fill(5)]);
    expect(hourly.hours[11]?.replicas).toBeCloseTo((58 + 5 * 2) / 60, 9);
    expect(result.search.resumed).toBe(false);
    expect(result.answer).toMatch(
      /; with replicas by the hour \$4,391 a month, 40 % less than the same number/,
    );
    expect(readFileSync(join(cwd, "hours", "report.html"), "utf8")).toContain("Replicas through the day");

    // Read back as a cluster is given it, KEDA orders what the plan says, when the HPA looks next.
    const fileOf = (name: string) => readFileSync(join(cwd, "hours", "apply", name), "utf8");
    const { replicas = 0 } = readAppliedSettings(fileOf("deployment.yaml"), "deployment.yaml");
    const choice = readAutoscalerManifest(fileOf(hourly.manifest ?? ""), "scaled-object.yaml");
    const running = startAutoscaler(choice, { initialReplicas: replicas, phase: 0 });
    expect(orders(drive(running, replicas, () => 0, 24 * 3_600_000 - 1))).toEqual([
      [15, 1],
      [60 * (11 * 60 + 58), 5],
    ]);
  });
});

describe("what is refused", () => {
  it.each<[string, Options, RegExp]>([
    ["a cold start of nothing", { imagePull: "fixed:5s" }, /--image-pull would do nothing/],
    ["days of nothing", { dayFleets: 2 }, /--day-fleets would do nothing/],
    ["an autoscaler without a day", { autoscaler: "hpa", dayFleets: 0 }, /--day-fleets 0 simulates no day/],
    ["none", { autoscaler: "none" }, /changes nothing/],
    ["a manifest that is not there", { autoscaler: "gone.yaml" }, /gone.yaml cannot be read/],
    [
      "metrics of no manifest",
      { autoscaler: "hpa", autoscalerMetric: ["a=queued"] },
      /--autoscaler-metric would do nothing/,
    ],
    ["replicas that nobody chooses", { replicasBy: "hour", router: ["central"] }, /--router central/],
    ["a cold start that is no time", { replicasBy: "hour", modelLoad: "soon" }, /--model-load/],
  ])("%s", async (_, options, why) => {
    await expect(planned("refused", options)).rejects.toThrow(why);
  });

  it("a manifest with a mistake, before anything is simulated", async () => {
    writeFileSync(join(cwd, "wrong.yaml"), "apiVersion: v1\nkind: Pod\n");
    await expect(planned("refused", { autoscaler: "wrong.yaml" })).rejects.toThrow(/wrong.yaml/);
  });
});
