import { expect, test } from "vitest";
import { rateOptions } from "../../../src/commands/sweep/claim-rates.ts";
import type { RunOptionsInput } from "../../../src/config/run-options.ts";
import type { RunResult } from "../../../src/result/run-result.ts";
import { CLAIMS } from "../../../src/sweep/claims/index.ts";
import { goodRun } from "../../report/run/fixture.ts";

const claim = CLAIMS.find(({ id }) => id === "queue-tail");
if (claim === undefined) throw new Error("there is no claim about queues");

/** Runs that answer 100 requests per second more from pair to pair, and the options that each was asked with. */
function capacities(valid = true) {
  const asked = new Map<string, RunOptionsInput>();
  const measure = async (id: string, options: RunOptionsInput): Promise<RunResult> => {
    asked.set(id, options);
    const run = goodRun();
    const achievedPerSec = 100 * Number(/-(\d+)-/.exec(id)?.[1]);
    return { ...run, load: { ...run.load, achievedPerSec }, verdict: { ...run.verdict, valid } };
  };
  return { asked, measure };
}

test("each pair has rates that are shares of a capacity of its own, which both of its sides share", async () => {
  const { asked, measure } = capacities();
  for (const pair of [0, 1, 2]) {
    const rate = async (side: typeof claim.a) => rateOptions(claim, side, pair, 7 + pair, measure);
    expect(await rate(claim.a)).toEqual({ rate: 100 * (pair + 1) * 0.3 });
    expect(await rate(claim.b)).toEqual({ rate: 100 * (pair + 1) * 0.8 });
  }
  expect([...asked.keys()]).toEqual([1, 2, 3].map((pair) => `queue-tail-${pair}-capacity`));
  expect([...asked.values()].map(({ seed }) => seed)).toEqual([7, 8, 9]);
  for (const options of asked.values()) expect(options).not.toHaveProperty("arrivals");
});

test("a pair whose capacity no valid run showed has no rates, and a side without a share needs none", async () => {
  const { measure } = capacities(false);
  expect(await rateOptions(claim, claim.a, 0, 1, measure)).toBe("unknown");
  const closed = { ...claim.a, capacityShare: undefined };
  const { capacityShare: _, ...side } = closed;
  expect(await rateOptions(claim, side, 0, 1, measure)).toEqual({});
});
