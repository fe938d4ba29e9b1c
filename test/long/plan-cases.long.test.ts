import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plan } from "../../src/commands/plan.ts";
import type { PlanOptionsInput } from "../../src/config/plan-options.ts";
import { EXIT } from "../../src/core/errors.ts";
import { createHost } from "../../src/host/real-host.ts";

// Demands and machines whose answer can be checked by hand. Requests of constant arrivals come evenly, a fixed time serves each alone: a
// replica of 500 ms answers two a second, so 10/s need five, without any wait, and with four the queue grows for ever.

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "plimsoll-plan-"));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const HALF_SECOND = "half: price=1; service=fixed:500ms";
const HOURS = 730.5;

let runs = 0;
async function planned(options: PlanOptionsInput) {
  const { result, exitCode } = await plan(
    {
      arrivals: "constant",
      slo: ["p99<=600ms"],
      window: "20s",
      // Requests before the measured part would come by chance.
      warmup: "0s",
      fleets: 1,
      workers: 1,
      out: `plan-${++runs}`,
      ...options,
    },
    { ...createHost(), cwd },
  );
  return { result, exitCode, best: result.fleets[0] };
}

describe("a demand that is the same all day", () => {
  it("needs as many replicas as its rate over that of one, and costs so much", async () => {
    const { result, exitCode, best } = await planned({ machine: [HALF_SECOND], rate: 10 });
    expect(exitCode).toBe(EXIT.ok);
    expect(best).toMatchObject({ machine: "half", replicas: 5, ratePerSec: 10, spotShare: 0 });
    expect(best?.p99Ms).toBeCloseTo(500, 3);
    expect(best?.costPerMonth).toBeCloseTo(5 * HOURS, 6);
    // $5 an hour over 36,000 requests.
    expect(best?.costPerMillionRequests).toBeCloseTo(5e6 / 36_000, 6);
    expect(best?.oneFewer).toMatchObject({ replicas: 4, holds: false });
    // 11/s do not fit on five, and 9/s fit on them but not on four, which answer 8/s.
    const rows = best?.sensitivity.filter(({ what }) => what === "demand");
    expect(rows).toMatchObject([
      { change: 0.1, replicas: 6, holds: false },
      { change: -0.1, replicas: 5, holds: true },
    ]);
    expect(best?.provenance.p99Ms).toMatchObject({ kind: "simulated", restsOn: ["assumed"] });
    expect(result.answer).toMatch(/^5 × half keep p99<=600ms at 10.0\/s: p99 500 ms .*\$3,653 a month/);
  });

  it("is served by the cheaper of two machine types, also where its machine costs more", async () => {
    const fast = "fast: price=4; service=fixed:90ms";
    const { best, result } = await planned({ machine: [HALF_SECOND, fast], rate: 10 });
    expect(best).toMatchObject({ machine: "fast", replicas: 1 });
    expect(result.skipped).toMatchObject([{ machine: "half", reason: "price" }]);
  });
});

it("an objective below the floor is infeasible, by so much", async () => {
  const { result, exitCode } = await planned({ machine: [HALF_SECOND], rate: 10, slo: ["p99<=400ms"] });
  expect(exitCode).toBe(EXIT.objectiveFailed);
  expect(result).toMatchObject({
    state: "infeasible",
    fleets: [],
    infeasible: { best: 500, machine: "half" },
  });
  expect(result.answer).toMatch(/500 ms on half, 100 ms above the limit/);
});

it("growth that crosses a step needs another replica", async () => {
  const small = await planned({ machine: [HALF_SECOND], rate: 9.1, growth: "9%" });
  expect(small.best?.replicas).toBe(5);
  const large = await planned({ machine: [HALF_SECOND], rate: 9.1, growth: "30%" });
  // 11.83/s, and five answer ten a second.
  expect(large.best).toMatchObject({ replicas: 6 });
});

it("the busiest hour decides how many, and the whole day what a request costs", async () => {
  const { best, result } = await planned({ machine: [HALF_SECOND], curve: "0=0,12=10" });
  expect(result.demand).toMatchObject({ busiestHour: 12, busiestPerSec: 10 });
  expect(best?.replicas).toBe(5);
  expect(best?.costPerMillionRequests).toBeCloseTo(5e6 / (5 * 3600), 0);
  expect(best?.utilisation.effective).toBeCloseTo(0.5, 2);
  // In the quietest hour four of five have nothing to do.
  expect(best?.batchWork?.idleReplicaHoursPerMonth).toBeGreaterThan(0);
});

it("a budget is kept or not by exit code", async () => {
  const about = { machine: [HALF_SECOND], rate: 10 };
  expect((await planned({ ...about, budgetPerMonth: 3700 })).exitCode).toBe(EXIT.ok);
  const { result, exitCode, best } = await planned({ ...about, budgetPerMonth: 3600 });
  expect(exitCode).toBe(EXIT.objectiveFailed);
  expect(result.state).toBe("over budget");
  expect(best?.withinBudget).toBe(false);
  expect(result.answer).toMatch(/\$52.5 a month above the budget/);
});

it("spare replicas come on top, and are paid for", async () => {
  const { best } = await planned({ machine: [HALF_SECOND], rate: 10, spare: 2 });
  expect(best).toMatchObject({ replicas: 7, pieces: [{ spare: 2 }] });
  expect(best?.costPerMonth).toBeCloseTo(7 * HOURS, 6);
});

it("a demand beyond any fleet that is allowed is refused with what would be needed", async () => {
  const { result, exitCode } = await planned({ machine: [`${HALF_SECOND}; most=4`], rate: 10 });
  expect(exitCode).toBe(EXIT.objectiveFailed);
  expect(result.answer).toMatch(/10.0\/s need at least 5, and 4 are allowed/);
});

it("a factor that the user states makes every figure assumed that rests on it", async () => {
  const { best, result } = await planned({
    machine: ["slow: price=1; service=fixed:250ms; scale=2"],
    rate: 10,
  });
  expect(best?.replicas).toBe(5);
  expect(best?.provenance.costPerMonth?.restsOn).toContain("assumed");
  expect(result.assumptions.join("\n")).toMatch(/computes 2 times as long/);
});

it("prices come from a table, with their source and date", async () => {
  const header =
    "provider,region,instance,gpu,gpu_count,gpu_memory_gib,price_per_hour,currency,kind,as_of,source";
  writeFileSync(
    join(cwd, "prices.csv"),
    `${header}\nacme,east,m1,T4,1,16,0.5,USD,on-demand,2026-11-01,list\nacme,east,m1,T4,1,16,0.3,USD,reserved-1y,2026-11-01,list\n`,
  );
  const { best, result } = await planned({
    machine: ["t4: price=m1@east; service=fixed:500ms"],
    prices: ["prices.csv"],
    rate: 10,
  });
  expect(best?.costPerMonth).toBeCloseTo(2.5 * HOURS, 6);
  expect(best?.provenance.costPerMonth?.kind).toBe("listed");
  expect(result.machines[0]).toMatchObject({ gpu: "T4", price: { kind: "on-demand", isStated: false } });
});

it("a plan that was cut goes on from what it had simulated", async () => {
  const about: PlanOptionsInput = { machine: [HALF_SECOND], rate: 10 };
  const cut = new AbortController();
  let evaluated = 0;
  const options = {
    ...about,
    arrivals: "constant",
    slo: ["p99<=600ms"],
    window: "20s",
    warmup: "0s",
    fleets: 1,
    workers: 1,
  };
  const first = await plan(
    { ...options, out: "cut" },
    { ...createHost(), cwd, interrupted: cut.signal },
    { onEvaluated: () => ++evaluated === 5 && cut.abort() },
  );
  expect(first.exitCode).toBe(EXIT.interrupted);
  expect(first.result.partial).toBe(true);
  const resumed = await plan({ resume: "cut" } as PlanOptionsInput, { ...createHost(), cwd });
  const whole = await planned(about);
  expect(resumed.result.search.resumed).toBe(true);
  expect(resumed.result.fleets).toEqual(
    whole.result.fleets.map((fleet) => ({ ...fleet, command: resumed.result.fleets[0]?.command })),
  );
});

describe("bursts", () => {
  /** Replicas of 100 ms that a demand needs, over those that its mean rate would fill. */
  const timesTheMean = async (arrivals: string, rate: number) => {
    const { best } = await planned({
      machine: ["tenth: price=1; service=fixed:100ms"],
      arrivals,
      rate,
      slo: ["p99<=500ms"],
      window: "3m",
      workers: 2,
    });
    return (best?.replicas ?? 0) / (rate / 10);
  };

  it("that last do not average out over replicas: the rate of the burst has to be paid for", async () => {
    // Bursts of four times the rate in a quarter of the time: λ_high = 4 λ / (0.75 + 4 · 0.25) = 2.29 λ.
    const mmpp = "mmpp:burst=4,share=0.25,dwell=20s";
    expect(await timesTheMean(mmpp, 10)).toBeGreaterThan(2.2);
    expect(await timesTheMean(mmpp, 40)).toBeGreaterThan(2.2);
  });

  it("of single clumps do: more replicas need less above the mean", async () => {
    const few = await timesTheMean("gamma:cv=4", 10);
    const many = await timesTheMean("gamma:cv=4", 40);
    expect(many).toBeLessThan(few);
  });
});

it("a cache that answers half of the requests about halves the fleet", async () => {
  const about = {
    machine: ["tenth: price=1; service=fixed:100ms"],
    rate: 100,
    slo: ["p99<=250ms"],
    // The cache is full before the measured part.
    warmup: "10s",
  };
  const without = await planned({ ...about, warmup: "0s" });
  expect(without.best?.replicas).toBe(10);
  // 128 of 256 payloads, each as likely: half are found.
  const { best } = await planned({ ...about, gateway: ["cache:entries=128,hit=1ms"] });
  expect(best?.replicas).toBeGreaterThanOrEqual(5);
  expect(best?.replicas).toBeLessThanOrEqual(7);
});
