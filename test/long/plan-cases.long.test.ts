import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plan } from "../../src/commands/plan.ts";
import type { PlanOptionsInput } from "../../src/config/plan-options.ts";
import { EXIT } from "../../src/core/errors.ts";
import { createHost } from "../../src/host/real-host.ts";
import type { ServiceModelDocument } from "../../src/result/service-model.ts";

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
    expect(result.skipped).toMatchObject([
      { machine: "half", reason: "price" },
      { machine: "half + fast", reason: "price" },
    ]);
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
  expect(result.answer).toMatch(/\$52\.50 a month above the budget/);
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

describe("spot machines", () => {
  /** Ten hours have one loss: 730.5 / 10 = 73.05 a month, which each take all five away for the three minutes until on-demand ones serve. */
  const SPOT = "half: price=on-demand:1,spot:0.3; service=fixed:500ms; spot=up=9h,down=1h,replace=3m";
  // 5 × $0.30 for 9 h and 2 min of notice out of 10 h; 5 × $1 for 1 h and the 3 min until spot machines serve again, less where those are lost before.
  const FALLBACK_HOURS = 1 + 9 * -Math.expm1(-3 / (9 * 60));
  const HOURLY = (5 * 0.3 * (9 + 2 / 60)) / 10 + (5 * 1 * FALLBACK_HOURS) / 10;

  it("that are cheaper are not taken where their fallback is out of the error budget", async () => {
    const { best, result, exitCode } = await planned({ machine: [SPOT], rate: 10 });
    // 73.05 × 3 = 219 minutes a month, less a two-hundredth by losses before spot machines serve again, and 0.1 % of a month are 43.8.
    expect(exitCode).toBe(EXIT.ok);
    expect(best).toMatchObject({ replicas: 5, spotShare: 0, spot: null });
    expect(best?.costPerMonth).toBeCloseTo(5 * HOURS, 6);
    expect(result.skipped).toMatchObject([{ machine: "half", reason: "preemptions" }]);
    expect(result.skipped[0]?.why).toMatch(/longer than the 43.8 minutes .* at best for at least 218 /);
  });

  it("are taken where the error budget has room, at what spot machines and their fallback cost", async () => {
    const { best, result } = await planned({ machine: [SPOT], rate: 10, errorBudget: "1%", fleets: 2 });
    expect(best).toMatchObject({
      replicas: 5,
      spotShare: 1,
      spot: { policy: "on-demand", lostAtOnce: 5, windowMs: 300_000, p99MsDuringFallback: null },
      pieces: [{ replicas: 5, priceKind: "spot", pricePerHour: 0.3 }],
    });
    expect(best?.spot?.preemptionsPerMonth).toBeCloseTo(73.05, 6);
    // A loss in the three minutes until spot machines serve again finds on-demand ones, and takes nothing away.
    expect(best?.spot?.missedMinutesPerMonth).toBeCloseTo(3 * 73.05 * Math.exp(-3 / (9 * 60)), 6);
    expect(best?.costPerMonth).toBeCloseTo(HOURLY * HOURS, 6);
    expect(best?.costPerMillionRequests).toBeCloseTo((HOURLY / 36_000) * 1e6, 6);
    expect(best?.p99Ms).toBeCloseTo(500, 3);
    expect(result.fleets.map(({ spotShare }) => spotShare)).toEqual([1, 0]);
    expect(result.answer).toMatch(/^5 × half \(spot\) keep .* take spot machines away 73\.1 times a month/);
  });

  it("that are within the budget by their own price are over it with their fallback", async () => {
    // 5 × $0.30 are $1,096 a month; with the fallback it is $1,373.
    const about = { machine: [SPOT], rate: 10, errorBudget: "1%" };
    const { result, exitCode, best } = await planned({ ...about, budgetPerMonth: 1200 });
    expect(5 * 0.3 * HOURS).toBeLessThan(1200);
    expect([exitCode, result.state]).toEqual([EXIT.objectiveFailed, "over budget"]);
    expect(best?.withinBudget).toBe(false);
    expect(result.answer).toContain(`$${Math.round(HOURLY * HOURS - 1200)} a month above the budget`);
    expect((await planned({ ...about, budgetPerMonth: 1400 })).exitCode).toBe(EXIT.ok);
  });

  it("in three zones are bought in excess, so that the loss of one leaves enough", async () => {
    // Of 8 in three zones, 5 are left when 3 are taken away. Two zones are missing together for 14 minutes a month, which the error budget allows.
    const machine = [
      "half: price=on-demand:1,spot:0.3; service=fixed:500ms; spot=zones=3,up=99h,down=1h,replace=3m",
    ];
    const { best } = await planned({ machine, rate: 10 });
    expect(best).toMatchObject({
      replicas: 8,
      spotShare: 1,
      spot: { policy: "overprovision", extra: 3, lostAtOnce: 3, fallbackShare: 0 },
    });
    expect(best?.costPerMonth).toBeCloseTo(8 * 0.3 * 0.99 * (1 + 2 / (99 * 60)) * HOURS, 6);
    // With a zone missing the other five answer in the same time.
    expect(best?.spot?.p99MsDuringFallback).toBeCloseTo(500, 3);
    expect(best?.spot?.missedMinutesPerMonth).toBeLessThan(43.83);
  });

  it("stand beside reserved machines, which are the cheapest way to keep some all day", async () => {
    const machine = ["half: price=on-demand:1,reserved-1y:0.6; service=fixed:500ms"];
    const { best, result } = await planned({ machine, rate: 10 });
    expect(best).toMatchObject({ replicas: 5, pieces: [{ priceKind: "reserved-1y" }] });
    expect(best?.costPerMonth).toBeCloseTo(5 * 0.6 * HOURS, 6);
    expect(result.machines[0]?.otherPrices).toMatchObject([{ kind: "on-demand", pricePerHour: 1 }]);
  });
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

describe("a mix of machine types", () => {
  // A big one answers 10/s in 100 ms for $3.50 an hour, a small one 2/s in 500 ms for $1.
  const BIG = "big: price=3.5; service=fixed:100ms";
  const SMALL = "small: price=1; service=fixed:500ms";

  it("beats each pure fleet where the rate lies between what whole machines carry", async () => {
    // 11/s take two big ones ($7) or six small ones ($6). One big and one small one carry 12/s for $4.50; one big one 10/s,
    // and one small one 2/s, so neither can be left out.
    const { result, exitCode, best } = await planned({
      machine: [BIG, SMALL],
      rate: 11,
      slo: ["p99<=1100ms"],
      fleets: 3,
      window: "60s",
    });
    expect(exitCode).toBe(EXIT.ok);
    expect(result.fleets.map(({ machine, replicas }) => [machine, replicas])).toEqual([
      ["big + small", 2],
      ["small", 6],
      ["big", 2],
    ]);
    expect(best?.pieces).toMatchObject([
      { machine: "big", replicas: 1, pricePerHour: 3.5 },
      { machine: "small", replicas: 1, pricePerHour: 1 },
    ]);
    expect(best?.costPerMonth).toBeCloseTo(4.5 * HOURS, 6);
    expect(best?.cost.parts.map(({ perMonth }) => perMonth)).toEqual([3.5 * HOURS, HOURS]);
    // The small one cannot have more than 2/s of the eleven, nor the big one more than ten.
    const [big = 0, small = 0] = best?.pieces.map(({ ratePerSec }) => ratePerSec) ?? [];
    expect(big + small).toBeCloseTo(11, 6);
    expect(big).toBeLessThanOrEqual(10.1);
    expect(small).toBeLessThanOrEqual(2.1);
    expect(best?.oneFewer).toMatchObject({ replicas: 1, holds: false });
    expect(best?.command.join(" ")).toContain("--pool replicas=1; service=fixed:100ms; weight=5");
    expect(result.answer).toMatch(/^1 × big \+ 1 × small keep p99<=1100ms/);
  });

  it("is not looked for where no mix can cost less, and the plan says so", async () => {
    // 10/s take one big one ($3.50); by what each computes, any mix has a big one and a small one, or small ones beside it.
    const { result } = await planned({ machine: [BIG, SMALL], rate: 10, slo: ["p99<=1100ms"] });
    expect(result.fleets.map(({ machine, replicas }) => [machine, replicas])).toEqual([["big", 1]]);
    expect(result.skipped.find(({ machine }) => machine === "big + small")?.why).toMatch(
      /any would cost at least \$3287 a month/,
    );
  });

  it("is the answer where of each type too few may be had", async () => {
    // One big one and one small one are all there is: 12/s together, and neither carries 11/s alone.
    const machine = [`${BIG}; most=1`, `${SMALL}; most=1`];
    const { best, result } = await planned({ machine, rate: 11, slo: ["p99<=1100ms"], window: "60s" });
    expect(result.fleets).toHaveLength(1);
    expect(best).toMatchObject({ machine: "big + small", replicas: 2 });
    expect(result.skipped.map(({ machine: name, reason }) => [name, reason])).toEqual([
      ["big", "load"],
      ["small", "load"],
    ]);
  });

  it("sends short requests to small machines and long ones to a big one, which beats each pure fleet", async () => {
    // A small one takes 100 ms for short requests, of length 10, and a second for long ones, of 100, which is above the objective: it cannot
    // serve those, and a fleet of small ones keeps it with none. A big one takes 50 and 100 ms: of 20/s of which a tenth is long, it would
    // have 18 x 0.05 + 2 x 0.1 = 1.1 s to compute each second, so two are needed ($8). Where each length goes to one type, the long ones
    // fill a fifth of one big one ($4), and the short ones, 18/s, take two small ones ($2): they come at most every 50 ms, and two
    // answer one every 50 ms. One small one answers 10/s.
    writeServiceModel("small", { 10: 100, 100: 1000 });
    writeServiceModel("big", { 10: 50, 100: 100 });
    const { result, best } = await planned({
      machine: ["big: price=4; service=big.json", "small: price=1; service=small.json"],
      rate: 20,
      lengths: "bimodal:short=10,long=100,share=0.1",
      // Nobody knows the law of their software.
      extrapolate: true,
      slo: ["p99<=900ms"],
      fleets: 3,
      window: "60s",
    });
    const [small, big] = best?.pieces ?? [];
    expect(small).toMatchObject({ machine: "small", replicas: 2, lengths: { from: 0, below: 100 } });
    expect(big).toMatchObject({ machine: "big", replicas: 1, lengths: { from: 100, below: null } });
    expect(best?.costPerMonth).toBeCloseTo(6 * HOURS, 6);
    expect(best?.peak.p50Ms.mean).toBeCloseTo(100, 3);
    expect((big?.ratePerSec ?? 0) / 20).toBeCloseTo(0.1, 1);
    expect(result.fleets.map(({ machine, replicas }) => [machine, replicas])).toContainEqual(["big", 2]);
    expect(result.skipped).toContainEqual(
      expect.objectContaining({ machine: "small", reason: "floor latency" }),
    );
    expect(best?.apply.map(({ file }) => file)).toContain("1-small/deployment.yaml");
    expect(best?.command.join(" ")).toContain("--pool replicas=2; service=small.json; below=100");
  });
});

/** Writes the service model of a machine that computes requests alone, in a time by their length. */
function writeServiceModel(name: string, msByLength: Readonly<Record<number, number>>): void {
  const lengths = Object.keys(msByLength).map(Number);
  const model: ServiceModelDocument = {
    schemaVersion: 1,
    kind: "service-model",
    plimsollVersion: "0.1.0",
    name,
    server: { name: null, version: null, backend: null, accelerator: null },
    device: { name: null, count: 1 },
    model: { name: null, precision: null, format: null, sha256: null },
    settings: { instances: 1, maxBatch: 1, preferredSizes: [], queueDelayMs: null },
    transport: null,
    itemBytes: null,
    itemBytesPerLength: 0,
    aloneTransferMs: null,
    points: lengths.map((length) => ({
      batch: 1,
      length,
      inputMs: 0,
      computeMs: msByLength[length] ?? 0,
      outputMs: 0,
      spread: 0,
      quantiles: [],
    })),
    range: {
      leastBatch: 1,
      mostBatch: 1,
      leastLength: Math.min(...lengths),
      mostLength: Math.max(...lengths),
    },
    residuals: null,
    stack: null,
    transfer: null,
    origin: { kind: "measured", runs: [] },
    notes: [],
  };
  writeFileSync(join(cwd, `${name}.json`), JSON.stringify(model));
}
