import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plan } from "../../../src/commands/plan.ts";
import type { PlanOptionsInput } from "../../../src/config/plan-options.ts";
import { createHost } from "../../../src/host/real-host.ts";

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "plimsoll-plan-"));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const HALF_SECOND = "half: price=1; service=fixed:500ms";

function planned(options: PlanOptionsInput) {
  return plan(
    { arrivals: "constant", slo: ["p99<=600ms"], window: "20s", workers: 1, out: "plan", ...options },
    { ...createHost(), cwd },
  );
}

describe("what is refused", () => {
  it.each<[string, PlanOptionsInput, RegExp]>([
    ["no demand", { machine: [HALF_SECOND] }, /needs a demand/],
    ["two demands", { machine: [HALF_SECOND], rate: 5, curve: "0=5" }, /--curve and --rate/],
    ["no objective", { machine: [HALF_SECOND], rate: 5, slo: [] }, /needs objectives/],
    [
      "a cost as an objective",
      { machine: [HALF_SECOND], rate: 5, slo: ["cost<=$1/M"] },
      /nothing that a plan is searched by/,
    ],
    [
      "arrivals without a rate",
      { machine: [HALF_SECOND], peak: 5, arrivals: "trace:missing.csv" },
      /no single rate/,
    ],
    [
      "a price that no table has",
      { machine: ["a: price=m9; service=fixed:1ms"], rate: 5 },
      /no --prices are given/,
    ],
    [
      "tables for nothing",
      { machine: [HALF_SECOND], prices: ["x.csv"], rate: 5 },
      /--prices would do nothing/,
    ],
    [
      "a demand of which no request is simulated",
      { machine: [HALF_SECOND], rate: 0.0001, arrivals: "poisson" },
      /20 s that are simulated of it no request comes under seed 1: nothing can be said/,
    ],
    [
      "a spot price",
      { machine: ["a: price=1; pay=spot; service=fixed:1ms"], rate: 5 },
      /how long a new one takes until it serves: add spot=replace/,
    ],
    ["two of one name", { machine: [HALF_SECOND, HALF_SECOND], rate: 5 }, /given twice/],
    ["an unknown service", { machine: ["a: price=1; service=magic:1ms"], rate: 5 }, /magic/],
    ["a file that is not there", { machine: ["a: price=1; service=gone.json"], rate: 5 }, /gone.json/],
  ])("%s", async (_, options, why) => {
    await expect(planned(options)).rejects.toThrow(why);
  });
});
