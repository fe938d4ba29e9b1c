import { describe, expect, it } from "vitest";
import { createRng } from "../../src/core/rng.ts";
import { renderRunSummary } from "../../src/report/run/text.ts";
import type { Load } from "../../src/scenario/scenario.ts";
import { runInVirtualTime } from "./in-virtual-time.ts";

const load: Load = { kind: "open", arrivals: { kind: "poisson", ratePerSec: 50 } };
const summary = (result: ReturnType<typeof runInVirtualTime>) => renderRunSummary(result, { colour: false });
const implied = (result: ReturnType<typeof runInVirtualTime>) => result.slo.find((one) => one.implied);

describe("a server that goes away", () => {
  it("for good: since when and how many failed is in the result, and the first line says that an objective was missed", () => {
    const result = runInVirtualTime(load, 1, { outcomeAt: (endedMs) => (endedMs > 7000 ? "error" : "ok") });
    const { outage, failed } = result.requests;
    expect(outage).toMatchObject({ toEnd: true, toMs: 10_000, failed });
    expect(outage?.fromMs).toBeGreaterThanOrEqual(6900);
    expect(outage?.fromMs).toBeLessThan(7300);
    expect(implied(result)).toMatchObject({
      objective: "errors<=1%",
      holds: false,
      observed: failed / result.requests.scheduled,
    });
    expect(summary(result)).toMatch(/^OBJECTIVE MISSED {2}virtual\n/);
    expect(summary(result).replaceAll(/\s+/g, " ")).toMatch(
      /From 7(\.\d)? s to the end of the measured part \(\d(\.\d)? s\) no request was answered ok: all \d+ failures/,
    );
  });

  it("for a while: from when to when", () => {
    const result = runInVirtualTime(load, 1, {
      outcomeAt: (endedMs) => (endedMs > 3000 && endedMs < 5000 ? "timeout" : "ok"),
    });
    const { outage } = result.requests;
    expect(outage).toMatchObject({ toEnd: false });
    expect(outage?.fromMs).toBeCloseTo(3000, -3);
    expect(outage?.toMs).toBeCloseTo(5000, -3);
    expect(summary(result).replaceAll(/\s+/g, " ")).toMatch(
      /From 3(\.\d)? s to (5|4\.\d) s of the measured part/,
    );
  });

  it("again and again: how many outages there were, and the longest of them", () => {
    const downs = [
      [2000, 3000],
      [5000, 6000],
      [8000, 9000],
    ] as const;
    const result = runInVirtualTime(load, 1, {
      outcomeAt: (endedMs) => (downs.some(([from, to]) => endedMs > from && endedMs < to) ? "error" : "ok"),
    });
    const { outage, failed } = result.requests;
    expect(outage).toMatchObject({ outages: 3, toEnd: false });
    expect(outage?.failedInAll).toBeGreaterThan(0.9 * failed);
    expect(outage?.failed).toBeLessThan(0.5 * failed);
    expect((outage?.toMs ?? 0) - (outage?.fromMs ?? 0)).toBeCloseTo(1000, -3);
    expect(summary(result).replaceAll(/\s+/g, " ")).toMatch(
      /Three outages, the longest from \d(\.\d)? s to \d(\.\d)? s of the measured part \(\S+ (m?s)\): no request was answered ok in them, and (all )?\d+ (of \d+ )?failures of the run lie there/,
    );
  });

  it("once for long and once for a short while: both are counted, and the longer one is told", () => {
    const result = runInVirtualTime(load, 1, {
      outcomeAt: (endedMs) => ((endedMs > 2000 && endedMs < 4000) || endedMs > 9000 ? "error" : "ok"),
    });
    expect(result.requests.outage).toMatchObject({
      outages: 2,
      toEnd: false,
      failedInAll: result.requests.failed,
    });
    expect(result.requests.outage?.fromMs).toBeCloseTo(2000, -3);
  });

  it("is not what failures by chance are, whatever their share", () => {
    for (const share of [0.3, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995])
      for (const seed of [1, 2, 3, 4, 5]) {
        const chance = createRng(seed, `failures ${share}`);
        const result = runInVirtualTime(load, 1, {
          measureMs: 20_000,
          outcomeAt: () => (chance() < share ? "error" : "ok"),
        });
        expect(result.requests.outage, `${share}, seed ${seed}`).toBeNull();
      }
  });

  it("is not what failures here and there are, however many", () => {
    for (const share of [0.02, 0.1, 0.3, 0.6, 0.9]) {
      let count = 0;
      const result = runInVirtualTime(load, 1, {
        measureMs: 20_000,
        outcomeAt: () => (Math.floor(++count * share) > Math.floor((count - 1) * share) ? "error" : "ok"),
      });
      expect(result.requests.failed).toBeGreaterThan(0);
      expect(result.requests.outage).toBeNull();
    }
  });

  it("is not what a server is that never answered: then there is nothing to say since when", () => {
    const result = runInVirtualTime(load, 1, { outcomeAt: () => "error" });
    expect(result.requests.outage).toBeNull();
    expect(summary(result)).toMatch(/^INVALID/);
  });
});

describe("at most 1 % of failures is implied", () => {
  const failing = (share: number, objectives: readonly string[] = []) => {
    let count = 0;
    return runInVirtualTime(load, 1, {
      measureMs: 20_000,
      objectives,
      outcomeAt: () => (Math.floor(++count * share) > Math.floor((count - 1) * share) ? "error" : "ok"),
    });
  };

  it("and shown only where it is missed", () => {
    expect(implied(failing(0.005))).toMatchObject({ holds: true });
    expect(summary(failing(0.005))).toMatch(/^VALID/);
    expect(summary(failing(0.005))).not.toContain("implied");
    expect(implied(failing(0.05))).toMatchObject({ holds: false });
    expect(summary(failing(0.05))).toMatch(/^OBJECTIVE MISSED/);
    expect(summary(failing(0.05))).toContain("implied");
  });

  it("but not where an objective limits failures, or more of them break it anyhow", () => {
    for (const objective of ["errors<=10%", "attainment(response<=1s)>=50%", "p99<=1s", "max<=1s"])
      expect(implied(failing(0.05, [objective]))).toBeUndefined();
    for (const objective of ["p50<=1s", "p95<=1s", "throughput>=1/s"])
      expect(implied(failing(0.05, [objective]))).toMatchObject({ holds: false });
    expect(summary(failing(0.05, ["errors<=10%"]))).toMatch(/^VALID/);
  });
});

describe("objectives are not judged", () => {
  it("where the run is invalid", () => {
    const result = runInVirtualTime({ kind: "open", arrivals: { kind: "constant", ratePerSec: 200 } }, 10, {
      objectives: ["p99<=1ms", "errors<=5%"],
    });
    expect(result.verdict.valid).toBe(false);
    expect(result.slo.map(({ holds }) => holds)).toEqual([null, null]);
    expect(summary(result)).not.toMatch(/FAILS|, holds/);
    expect(summary(result)).toContain("not judged");
  });

  it("where there are too few requests for one, while another is", () => {
    const result = runInVirtualTime(load, 1, { measureMs: 3000, objectives: ["p50<=10s", "p99<=10s"] });
    expect(result.verdict.reasons.map(({ code }) => code)).toEqual(["too-few-samples"]);
    expect(result.slo.map(({ holds }) => holds)).toEqual([true, null]);
  });
});
