import { describe, expect, it } from "vitest";
import { CAPACITY_CHARTS } from "../../../src/report/capacity/charts/index.ts";
import { renderCapacityReport } from "../../../src/report/capacity/html.ts";
import { renderCapacitySummary } from "../../../src/report/capacity/text.ts";
import { MOST_BYTES } from "../../../src/report/page/raw-data.ts";
import type { CapacityResult } from "../../../src/result/capacity-result.ts";
import { capacityResult } from "../../capacity/fixture.ts";
import { chartContract } from "../chart-contract.ts";
import { deepFreeze } from "../deep-freeze.ts";
import { embedded, textOf } from "../page-text.ts";

const RESULTS: Readonly<Record<string, CapacityResult>> = {
  found: deepFreeze(capacityResult()),
  tiers: deepFreeze(capacityResult({ slo: ["p99<=50ms", "p99<=20ms"] })),
  unreachable: deepFreeze(capacityResult({ slo: ["p99<=8ms"] })),
  open: deepFreeze(capacityResult({ spoiledAbove: 70, pricePerHour: undefined })),
  partial: deepFreeze(capacityResult({ stopAfter: 2 })),
  empty: deepFreeze(capacityResult({ stopAfter: 0 })),
};
const VERDICTS: Readonly<Record<string, string>> = {
  found: "FOUND",
  tiers: "FOUND",
  unreachable: "CANNOT BE MET",
  open: "FOUND",
  partial: "PARTIAL",
  empty: "PARTIAL",
};

chartContract<CapacityResult>(
  CAPACITY_CHARTS,
  {
    rich: RESULTS.tiers as CapacityResult,
    empty: RESULTS.empty as CapacityResult,
    dead: RESULTS.unreachable as CapacityResult,
    others: { partial: RESULTS.partial as CapacityResult, open: RESULTS.open as CapacityResult },
  },
  1,
);

describe.each(Object.keys(RESULTS))("the report of a search: %s", (name) => {
  const result = RESULTS[name] as CapacityResult;

  it("gives the verdict and the answer first, needs nothing outside itself, and holds the result", async () => {
    const page = await renderCapacityReport(result);
    const body = textOf(page.slice(page.indexOf("<main>"))).trim();
    expect(body.startsWith(`${VERDICTS[name]} `)).toBe(true);
    const at = body.toLowerCase().indexOf(result.answer.toLowerCase());
    expect(at).toBeGreaterThan(0);
    expect(at).toBeLessThan(200);
    // A sentence begins with a capital; an objective is spelled as it was given.
    expect(body.slice(at)).toMatch(/^(?:[A-Z]|p99<=)/);
    expect(page).not.toMatch(/(?:src|href|action|data|poster)\s*=\s*["']?\s*(?:https?:)?\/\//i);
    expect(new TextEncoder().encode(page).length).toBeLessThan(MOST_BYTES);
    expect(embedded(page)).toEqual(result);
    expect(body).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("its summary gives the verdict first, in lines that fit", () => {
    const text = renderCapacitySummary(result, { colour: false });
    expect(text.startsWith(VERDICTS[name] ?? "")).toBe(true);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(text).not.toContain("\n\n\n");
  });
});

it("the summary tells line, interval, utilisation, headroom and cost", () => {
  const text = renderCapacitySummary(RESULTS.found as CapacityResult, { colour: false });
  expect(text).toMatch(/load line [\d.]+\/s; the line lies between [\d.]+\/s and [\d.]+\/s/);
  expect(text).toMatch(/load +utilisation [\d.]+ % of 100\.0\/s, the most that it was seen to answer/);
  expect(text).toMatch(/bursts .*1\.50 times the mean/);
  expect(text).toMatch(/cost .*per million requests at the line, at \$3\.60 per hour \(given with --price\)/);
});
