import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { plan } from "../../../src/commands/plan.ts";
import type { PlanOptionsInput } from "../../../src/config/plan-options.ts";
import { createHost } from "../../../src/host/real-host.ts";

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "plimsoll-plan-"));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

async function planned(out: string, options: PlanOptionsInput) {
  const about = { arrivals: "poisson", fleets: 1, workers: 1, out, ...options };
  return (await plan(about, { ...createHost(), cwd })).result;
}

it("hours in which hardly a request comes say nothing of the load line", async () => {
  const { fleets } = await planned("quiet", {
    machine: ["slow: price=1; service=fixed:100ms; scale=2; most=1"],
    curve: "2=0.0001,8=0.0001,14=2",
    slo: ["p99<=2s"],
    window: "1m",
  });
  const [best] = fleets;
  expect(best?.replicas).toBe(1);
  expect(best?.loadLine.holdsPerSec).toBeGreaterThanOrEqual(2);
  expect(best?.loadLine.missesPerSec).toBeGreaterThan(2);
  expect(best?.hours.map(({ holds }) => holds)).not.toContain(false);
  // A quiet hour was not simulated with requests, and is held to a busier one.
  expect(best?.hours[4]?.simulatedAtPerSec).toBeNull();
  expect(best?.provenance.p99Ms?.note).toBe(
    "simulated with service times that are stated by the user, times 2 as the user states",
  );
  // One is all that is allowed, so more are never called enough.
  expect(best?.sensitivity.map(({ replicas }) => replicas ?? 1)).toEqual([1, 1, 1, 1, 1, 1]);
});

it("a machine that computes a request for longer than ten seconds is given the time for it", async () => {
  const about = {
    machine: ["slow: price=1; service=fixed:20s"],
    rate: 0.05,
    slo: ["p99<=100s"],
    window: "10m",
  };
  const { answer, fleets, demand } = await planned("slow", { ...about, timeout: "200s" });
  expect(answer).toMatch(/keeps? p99<=100s at/);
  expect(fleets).toHaveLength(1);
  expect(demand.notes.join("\n")).toMatch(
    /about 30 requests are simulated under each seed, and p99<=100s takes 459 to be judged/,
  );
  const impatient = await planned("impatient", { ...about, timeout: "10s" });
  expect(impatient.answer).toBe(
    "p99<=100s cannot be kept by any of the machines: with a single user too many requests fail on slow",
  );
});

it("a machine whose full batches take longer than the timeout is not taken for one that computes nothing", async () => {
  const { fleets, skipped } = await planned("long", {
    machine: ["slow: price=1; service=fixed:5s"],
    rate: 0.1,
    slo: ["p95<=60s", "errors<=20%"],
    window: "10m",
  });
  expect(skipped.filter(({ why }) => why.includes("computes 0"))).toEqual([]);
  expect(fleets).toHaveLength(1);
});
