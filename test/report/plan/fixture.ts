import { type PlanFleet, type PlanResult, planResultSchema } from "../../../src/result/plan-result.ts";
import { writeAppliedSettings } from "../../../src/simulator/applied/index.ts";

const overSeeds = (mean: number, half = mean / 40) => ({
  mean,
  low: mean - half,
  high: mean + half,
  least: mean - 3 * half,
  most: mean + 3 * half,
});

const hours = Array.from({ length: 24 }, (_, hour) => {
  const ratePerSec = Math.round(120 + 180 * (1 - Math.cos((2 * Math.PI * (hour - 2)) / 24)));
  return { hour, ratePerSec, busiestPerSec: Math.round(1.08 * ratePerSec) };
});
const busiestPerSec = Math.max(...hours.map((hour) => hour.busiestPerSec));

/** The seconds around the worst minute: a burst of eight seconds, whose queue drains in six. */
const seconds = Array.from({ length: 90 }, (_, second) => {
  const isBurst = second >= 30 && second < 38;
  const backlog = isBurst ? 40 * (second - 29) : Math.max(0, 320 - 55 * (second - 37)) * Number(second >= 38);
  return {
    atMs: 1000 * (45 + second),
    offered: isBurst ? 1010 : 480 + ((second * 37) % 50),
    failed: 0,
    p50Ms: 12 + backlog / 8,
    maxMs: 25 + backlog / 4,
    inFlight: 8 + backlog,
  };
});

interface Asked {
  readonly machine: string;
  readonly replicas: number;
  readonly pricePerHour: number;
  readonly p99Ms: number;
  readonly isScaled: boolean;
}

/** The ways of a fleet of three through the day: fixed, by hour, and autoscaled with what was decided. */
function waysOf(perMonth: number, perMillion: number) {
  const day = (hoursPaid: number, p99Ms: number) => ({
    seeds: [1, 2, 3],
    requests: 77_000_000,
    replicaHoursPerDay: overSeeds(hoursPaid),
    outOfObjective: {
      minutesPerMonth: 12,
      low: 3,
      high: 21,
      budgetMinutes: 43.8,
      isWithin: true,
      note: "the whole day is simulated under each of 3 seeds",
    },
    worstHours: [14, 13, 15].map((hour) => ({ hour, p99Ms: overSeeds(p99Ms) })),
    replicas: [] as { atMs: number; existing: number; ready: number }[],
    decisions: [] as object[],
    omittedDecisions: 0,
    command: ["plimsoll", "simulate", "plan/day.json"],
  });
  const way = (name: string, share: number, differs: object) => ({
    way: name,
    words: `${name}, in words`,
    manifest: null,
    leadMinutes: null,
    orders: [],
    replicaHoursPerDay: 72 * share,
    costPerMonth: perMonth * share,
    costPerMillionRequests: perMillion * share,
    savedShare: 1 - share,
    hours: hours.map(({ hour, busiestPerSec: rate }) => ({
      hour,
      busiestPerSec: rate,
      replicas: 3 * share,
      needed: null,
      p99Ms: null,
      missedMinutes: null,
      holds: true,
    })),
    day: null,
    tried: [],
    note: `how ${name} was worked out`,
    ...differs,
  });
  return [
    way("fixed", 1, { orders: [{ atMinute: 0, replicas: 3 }], day: day(72, 38.4) }),
    way("by hour", 0.8, {
      manifest: "scaled-object.yaml",
      leadMinutes: 2,
      orders: [
        { atMinute: 478, replicas: 3 },
        { atMinute: 1200, replicas: 2 },
      ],
      day: day(57.61, 39.1),
    }),
    way("autoscaled", 0.85, {
      manifest: "hpa.yaml",
      tried: [
        { targetPerSec: 180, replicaHoursPerDay: 58.2, missedMinutes: 7, isKept: false },
        { targetPerSec: 144, replicaHoursPerDay: 61.2, missedMinutes: 1, isKept: true },
      ],
      day: {
        ...day(61.2, 44.9),
        replicas: [
          { atMs: 0, existing: 3, ready: 3 },
          { atMs: 300_000, existing: 2, ready: 2 },
          { atMs: 29_000_000, existing: 3, ready: 2 },
          { atMs: 29_060_000, existing: 3, ready: 3 },
        ],
        decisions: [
          {
            atMs: 300_000,
            untilMs: 300_000,
            times: 1,
            by: "hpa",
            metrics: [{ name: "requests_per_second", value: 41, target: 144 }],
            recommended: 1,
            desired: 2,
            current: 3,
            heldBackBy: ["minReplicas 2"],
          },
        ],
        omittedDecisions: 3,
      },
    }),
  ];
}

/** A fleet of a plan, with figures that fit together. */
export function fleetOf({ machine, replicas, pricePerHour, p99Ms, isScaled }: Asked): PlanFleet {
  const perMonth = 730 * replicas * pricePerHour;
  const perMillion = (perMonth / (730 * 3600 * 300)) * 1e6;
  const fleet = {
    machine,
    replicas,
    ratePerSec: busiestPerSec,
    p99Ms,
    costPerMillionRequests: perMillion,
    costPerMonth: perMonth,
    spotShare: 0,
    provenance: {
      costPerMonth: {
        kind: "listed",
        restsOn: ["listed", "simulated"],
        note: "price of the table times the replicas",
      },
      p99Ms: { kind: "simulated", restsOn: ["imported"], note: "mean over the seeds of the busiest hour" },
      ratePerSec: { kind: "assumed", restsOn: ["assumed"], note: "the curve of the user" },
    },
    keepsObjectives: true,
    withinBudget: true,
    pieces: [
      { machine, replicas, spare: 1, pricePerHour, priceKind: "on-demand", ratePerSec: busiestPerSec },
    ],
    settings: {
      precision: "fp16",
      maxBatch: 16,
      maxDelayMs: 2,
      preferred: [],
      instances: 1,
      batching: "dynamic batches of up to 16, after 2 ms at most",
      router: "least-outstanding",
      autoscaler: null,
    },
    command: ["plimsoll", "simulate", "--replicas", String(replicas)],
    throughDay: isScaled ? waysOf(perMonth, perMillion) : [],
    peak: {
      p50Ms: overSeeds(12),
      p95Ms: overSeeds(30),
      p99Ms: overSeeds(p99Ms),
      meanMs: overSeeds(14),
      failedShare: overSeeds(0),
      meanBatch: overSeeds(4.2),
      requests: 1_234_567,
    },
    objectives: [
      { objective: "p99<=50ms", unit: "ms", observed: overSeeds(p99Ms), holds: true, seedsHold: 10 },
    ],
    hours: hours.map(({ hour, busiestPerSec: rate }) => ({
      hour,
      busiestPerSec: rate,
      replicas,
      p99Ms: hour % 6 === 2 ? p99Ms * (rate / busiestPerSec) : null,
      simulatedAtPerSec: hour % 6 === 2 ? rate : null,
      holds: true,
    })),
    loadLine: {
      holdsPerSec: Math.round(1.12 * busiestPerSec),
      missesPerSec: Math.round(1.2 * busiestPerSec),
      headroom: 0.12,
    },
    utilisation: { effective: 0.55, atPeak: 0.71, busy: 0.83 },
    burst: {
      seed: 7,
      minute: 1,
      ratePerSec: 561,
      peakToMean: 1.95,
      p99Ms: 104,
      withinShare: 0.981,
      keepsObjectives: false,
      secondsToRecover: 9,
      seconds,
    },
    outOfObjective: {
      minutesPerMonth: 21.4,
      low: 14.2,
      high: 28.8,
      budgetMinutes: 43.8,
      isWithin: true,
      note: "6 hours were simulated, the others are bounded by busier ones",
    },
    cost: {
      perHour: perMonth / 730,
      perMonth,
      perRequest: perMillion / 1e6,
      perMillionRequests: perMillion,
      perMillionItems: perMillion,
      perMillionTokens: null,
      parts: [
        {
          name: "needed on average",
          perMonth: 0.55 * perMonth,
          kind: "simulated",
          note: "mean demand over the load line",
        },
        {
          name: "for the busiest hour",
          perMonth: 0.2 * perMonth,
          kind: "simulated",
          note: "what the night leaves over",
        },
        { name: "spare replicas", perMonth: 0.25 * perMonth, kind: "listed", note: "N + 1" },
      ],
    },
    energy: {
      kwhPerMonth: 210,
      costPerMonth: 63,
      co2KgPerMonth: 74,
      joulesPerRequest: 0.96,
      note: "at 72 W a replica, as stated",
    },
    sensitivity: [-0.1, 0.1].flatMap((change) => [
      { what: "price", change, replicas, costPerMonth: perMonth * (1 + change), p99Ms, holds: true },
      {
        what: "demand",
        change,
        replicas: replicas + Number(change > 0),
        costPerMonth: perMonth,
        p99Ms: p99Ms * (1 + 2 * change),
        holds: change < 0,
      },
      {
        what: "service time",
        change,
        replicas: change > 0 ? null : replicas,
        costPerMonth: change > 0 ? null : perMonth,
        p99Ms: p99Ms * (1 + 3 * change),
        holds: change < 0,
      },
    ]),
    oneMore: {
      replicas: replicas + 1,
      p99Ms: 0.8 * p99Ms,
      costPerMonth: (perMonth * (replicas + 1)) / replicas,
      outOfObjectiveMinutes: 3.1,
    },
    oneFewer: { replicas: replicas - 1, p99Ms: 4 * p99Ms, holds: false },
    batchWork: {
      idleReplicaHoursPerMonth: 800,
      requestsPerMonth: 2.1e9,
      costPerMillionRequests: 0.4 * perMillion,
      note: "in batches of 16",
    },
    apply: writeAppliedSettings({
      name: machine,
      replicas,
      gpus: 1,
      instances: 1,
      batcher: "triton",
      maxBatch: 16,
      maxDelayMs: 2,
      preferredSizes: [],
    }),
  };
  return planResultSchema.shape.fleets.element.parse({ ...fleet, spot: null });
}

/** A plan of three machine types of which two keep the objectives, with everything that a report draws. */
export function planResult(changes: Partial<PlanResult> = {}): PlanResult {
  const machine = (name: string, pricePerHour: number, gpu: string) => ({
    name,
    price: {
      pricePerHour,
      currency: "USD",
      kind: "on-demand",
      source: "prices.csv, as of 2026-06-01",
      stale: null,
      isStated: false,
    },
    service: {
      given: `${gpu}.json`,
      words: "2.1 ms and 0.31 ms an item",
      basis: "calibrated",
      origin: "imported",
      note: "calibrated from a table of others",
      scaledBy: null,
      sha256: "0".repeat(64),
    },
    precision: "fp16",
    gpu,
    gpuCount: 1,
    gpuMemoryGiB: 24,
    wattsPerReplica: 72,
  });
  const plan = {
    schemaVersion: 1,
    kind: "plan",
    plimsollVersion: "0.1.0",
    command: ["plimsoll", "capacity", "--plan", "--machine", "l4=0.80,l4.json", "--slo", "p99<=50ms"],
    startedAt: "2026-06-02T08:00:00.000Z",
    partial: false,
    seed: 1,
    seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    answer:
      "3 × l4 carry the busiest hour within p99<=50ms for $1,752 a month: p99 42.1 ms, 41.0 to 43.2 over 10 seeds, 55 % used, one may fail",
    state: "found",
    infeasible: null,
    demand: {
      words: "requests per second by the hour, from 120/s at night to 518/s",
      source: "curve",
      file: null,
      sha256: null,
      provenance: { kind: "assumed", restsOn: ["assumed"], note: "the curve of the user" },
      hours,
      meanPerSec: 300,
      busiestPerSec,
      busiestHour: 14,
      growth: 0.3,
      requestsPerMonth: 7.9e8,
      traffic: "mmpp: 5 times the rate for 2 s now and then",
      itemsPerRequest: 1,
      meanLength: null,
      notes: [],
    },
    scenario: {
      name: "plan",
      description: "The busiest hour of a plan.",
      load: {
        kind: "open",
        arrivals: { kind: "mmpp", ratePerSec: busiestPerSec, burst: 3, share: 0.1, dwellMs: 2000 },
      },
      phases: { warmupMs: 5000, measureMs: 300_000 },
      slo: ["p99<=50ms"],
    },
    window: { warmupMs: 5000, measureMs: 300_000, note: "six of the hours are simulated" },
    objectives: ["p99<=50ms"],
    errorBudget: { share: 0.001, minutesPerMonth: 43.8 },
    budgetPerMonth: 2000,
    machines: [machine("l4", 0.8, "L4"), machine("a10", 1.006, "A10G"), machine("t4", 0.526, "T4")],
    fleets: [
      fleetOf({ machine: "l4", replicas: 3, pricePerHour: 0.8, p99Ms: 42.1, isScaled: false }),
      fleetOf({ machine: "a10", replicas: 3, pricePerHour: 1.006, p99Ms: 38.4, isScaled: true }),
    ],
    skipped: [
      {
        machine: "t4",
        settings: "batches of up to 16",
        why: "its floor latency, 61 ms, is above p99<=50ms",
        reason: "floor latency",
      },
    ],
    search: {
      candidates: 12,
      simulations: 340,
      simulatedRequests: 52_000_000,
      spentMs: 184_000,
      note: "bounds first, then the cheapest candidates under all seeds",
    },
    validation: [
      {
        model: "l4",
        words: "throughput off by 3.1 %, p95 by 9.8 %, medians over 62 measured loads",
        source: "models/stacks/triton.json",
      },
    ],
    assumptions: ["the demand: the curve of the user, and 30 % growth", "72 W a replica"],
    notes: [],
    ...changes,
  };
  return planResultSchema.parse(plan);
}

/** A plan for which no fleet was found. */
export function infeasiblePlan(): PlanResult {
  return planResult({
    answer: "p99<=5ms cannot be met: the best that any machine can reach is 9.8 ms, on l4",
    state: "infeasible",
    infeasible: {
      objective: "p99<=5ms",
      unit: "ms",
      best: 9.8,
      machine: "l4",
      why: "one request alone takes 9.8 ms on l4",
    },
    objectives: ["p99<=5ms"],
    fleets: [],
    validation: [],
    assumptions: [],
  });
}
