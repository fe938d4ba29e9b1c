import fc from "fast-check";
import { expect, test } from "vitest";
import type { Sample } from "../../src/core/sample.ts";
import { parseHealthCheck } from "../../src/simulator/health-checks.ts";
import { type FleetToRun, poisson, run } from "./fleet-run.ts";

/** The samples of a request each millisecond for a second, in the order of arrivals. */
function samplesOf(fleet: Omit<FleetToRun, "load" | "measureMs" | "service">): Sample[] {
  const samples: Sample[] = [];
  const arrivalsMs = Array.from({ length: 1000 }, (_, index) => index);
  const asked = { service: "fixed:0.5ms", load: poisson(1), measureMs: 100_000, arrivalsMs, ...fleet };
  run(asked, (sample) => {
    samples[sample.seq] = { ...sample };
  });
  return samples;
}

const disturb = ["fail:replica=1,at=200ms,for=300ms"];

test("a dead replica gets its turns until so many checks have failed, and a repaired one after so many good ones", () => {
  const plans = fc.record({
    everyMs: fc.integer({ min: 2, max: 40 }),
    fails: fc.integer({ min: 1, max: 4 }),
    passes: fc.integer({ min: 1, max: 4 }),
    seed: fc.integer({ min: 0, max: 1e6 }),
  });
  fc.assert(
    fc.property(plans, ({ everyMs, fails, passes, seed }) => {
      const healthCheck = `every=${everyMs}ms,fails=${fails},passes=${passes}`;
      const samples = samplesOf({ replicas: 2, disturb, healthCheck, seed });
      const refused = samples.filter(({ outcome }) => outcome !== "ok");
      for (const { endpoint, failure, intendedMs } of refused) {
        expect([endpoint, failure]).toEqual([0, "refused"]);
        expect(intendedMs).toBeGreaterThanOrEqual(200);
        expect(intendedMs).toBeLessThanOrEqual(200 + fails * everyMs);
      }
      // It gets every second request until the last check that it needs, which comes within the last period.
      expect(refused.length).toBeGreaterThanOrEqual(((fails - 1) * everyMs) / 2 - 1);
      const served = samples.filter(({ endpoint, intendedMs }) => endpoint === 0 && intendedMs >= 500);
      expect(served[0]?.intendedMs).toBeGreaterThanOrEqual(500 + (passes - 1) * everyMs);
      expect(served[0]?.intendedMs).toBeLessThanOrEqual(500 + passes * everyMs + 2);
    }),
    { numRuns: 30 },
  );
});

test("without checks the router knows at once; one that noticed nothing yet goes on with what it had", () => {
  expect(samplesOf({ replicas: 2, disturb }).every(({ outcome }) => outcome === "ok")).toBe(true);
  const blind = samplesOf({ replicas: 2, disturb, healthCheck: "every=1h" });
  expect(blind.filter(({ outcome }) => outcome !== "ok")).toHaveLength(150);
});

test("a dead replica refuses at once, so it looks idle: what chooses the idlest runs to it", () => {
  const failedBy = (router: string) =>
    samplesOf({ replicas: 4, disturb, healthCheck: "every=1h", router, speeds: [1, 0.1, 0.1, 0.1] }).filter(
      ({ outcome }) => outcome !== "ok",
    ).length;
  // The others take 5 ms each, so they are idle for 0.6 of the requests a millisecond, and it gets what is left.
  expect(failedBy("round-robin")).toBe(75);
  expect(failedBy("least-outstanding")).toBeGreaterThan(110);
});

test("a replica that is told to end gets nothing more, checked or not", () => {
  const samples = samplesOf({
    replicas: 3,
    disturb: ["deploy:at=100ms,ready=50ms"],
    healthCheck: "every=10ms",
  });
  expect(samples.every(({ outcome }) => outcome === "ok")).toBe(true);
});

test.each([
  ["5s,fails=0", /fails must be at least 1/],
  ["fails=2", /every is missing/],
  ["every=5s,pass=1", /"pass" is not one of every, fails, passes/],
])("--health-check %s is refused", (spec, why) => {
  expect(() => parseHealthCheck(spec)).toThrow(why);
});
