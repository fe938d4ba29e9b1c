import { describe, expect, it } from "vitest";
import { renderRunReport } from "../../src/report/run/html.ts";
import { renderRunSummary } from "../../src/report/run/text.ts";
import { runResultSchema } from "../../src/result/run-result.ts";
import type { Load } from "../../src/scenario/scenario.ts";
import { runInVirtualTime } from "./in-virtual-time.ts";

const LOADS: Record<string, Load> = {
  open: { kind: "open", arrivals: { kind: "poisson", ratePerSec: 70 } },
  sessions: {
    kind: "sessions",
    arrivals: { kind: "poisson", ratePerSec: 20 },
    turns: { mean: 3 },
    thinkMs: { mean: 200, cv: 1 },
  },
  closed: { kind: "closed", concurrency: 4 },
};

describe.each(Object.entries(LOADS))("a run in virtual time, %s load", (kind, load) => {
  const result = runInVirtualTime(load, 10);

  it("is a result document like a measured one, and says what it is", () => {
    expect(runResultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    expect(result).toMatchObject({ source: "simulated", load: { kind, driver: "simulator" } });
    expect(result.requests.ok).toBe(result.requests.scheduled);
  });

  it("is the same document for the same facts", () => {
    expect(runInVirtualTime(load, 10)).toEqual(result);
    expect(runInVirtualTime(load, 10, { seed: 2 })).not.toEqual(result);
  });

  it("is drawn and printed by what draws and prints measured runs", async () => {
    expect(await renderRunReport(result)).toContain("Simulated.");
    expect(renderRunSummary(result, { colour: false })).toContain("simulated: no server was involved");
  });
});

it("holds what queueing theory says of the queue that was simulated", () => {
  // M/D/1 at ρ = 0.7: W = s + ρ·s / (2(1 − ρ)) (Pollaczek 1930; Khinchine 1932).
  const means = Array.from({ length: 20 }, (_, i) => {
    const { latencyMs } = runInVirtualTime(
      { kind: "open", arrivals: { kind: "poisson", ratePerSec: 70 } },
      10,
      { seed: i },
    );
    return latencyMs.response.mean ?? 0;
  });
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  expect(mean).toBeGreaterThan(0.9 * (10 + (0.7 * 10) / 0.6));
  expect(mean).toBeLessThan(1.1 * (10 + (0.7 * 10) / 0.6));
  // A closed loop of four users at one server that is always busy: N = X·W.
  const closed = runInVirtualTime({ kind: "closed", concurrency: 4 }, 10);
  expect(closed.load.achievedPerSec).toBeCloseTo(100, 0);
  expect(closed.latencyMs.response.p50).toBeCloseTo(40, 0);
});
