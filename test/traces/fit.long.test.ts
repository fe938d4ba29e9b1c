import { describe, expect, it, test } from "vitest";
import type { Arrivals } from "../../src/arrivals/index.ts";
import { scenarioSchema } from "../../src/scenario/scenario.ts";
import { BacklogCurve, HEADROOMS } from "../../src/traces/backlog.ts";
import { FIT_SEEDS, fitTrace } from "../../src/traces/fit.ts";
import { fitProblems } from "../../src/traces/fit-problems.ts";
import { fittedScenario } from "../../src/traces/fitted-scenario.ts";
import { replayCommands } from "../../src/traces/replay-commands.ts";
import { carriedLoad, generate, median, shapeOf } from "./traffic.ts";

/** One long trace of each truth; its own luck is part of what a fit must live with. */
const TRUTHS: readonly { what: string; truth: Arrivals; seconds: number }[] = [
  {
    what: "frequent mild bursts",
    truth: { kind: "mmpp", ratePerSec: 8, burst: 6, share: 0.15, dwellMs: 4000 },
    seconds: 2400,
  },
  {
    what: "bursts like those of the Azure code trace",
    truth: { kind: "mmpp", ratePerSec: 2.57, burst: 22, share: 0.033, dwellMs: 6700 },
    seconds: 7000,
  },
];

test.each(TRUTHS)("$what: a server carries within 25 % of the load of the trace", ({ truth, seconds }) => {
  const times = generate(truth, seconds, 5);
  const shape = shapeOf(times);
  const { arrivals } = fitTrace(shape, 1);
  const trace = carriedLoad(times, shape.ratePerSec);
  const fitted = median(
    Array.from({ length: 20 }, (_, i) => carriedLoad(generate(arrivals, seconds, 100 + i), shape.ratePerSec)),
  );
  const poisson = carriedLoad(
    generate({ kind: "poisson", ratePerSec: shape.ratePerSec }, seconds, 1),
    shape.ratePerSec,
  );
  expect(arrivals.kind).toBe("mmpp");
  expect(fitted / trace).toBeGreaterThan(0.75);
  expect(fitted / trace).toBeLessThan(1.25);
  expect(poisson / trace).toBeGreaterThan(1.4); // what a fit is for
});

it("finds the mean rate exactly and the IDC curve of an MMPP within a fifth", () => {
  const [{ truth, seconds }] = TRUTHS as [(typeof TRUTHS)[number]];
  const shape = shapeOf(generate(truth, seconds, 5));
  const { arrivals, candidates, matches } = fitTrace(shape, 1);
  expect(arrivals).toMatchObject({ kind: "mmpp", ratePerSec: shape.ratePerSec });
  expect(candidates.map((c) => c.arrivals.kind).sort()).toEqual(["gamma", "mmpp", "poisson"]);
  expect(candidates[0]?.idcError).toBeLessThan(0.2);
  const idc = matches.find(({ metric }) => metric === "IDC(1 s)");
  expect(idc?.low ?? Number.NaN).toBeLessThan(idc?.trace ?? Number.NaN);
  expect(idc?.high ?? Number.NaN).toBeGreaterThan((idc?.trace ?? Number.NaN) * 0.8);
  expect(FIT_SEEDS).toBeGreaterThanOrEqual(20);
});

it("sees that Poisson traffic needs no bursts: IDC and waits of the model are those of Poisson", () => {
  const shape = shapeOf(generate({ kind: "poisson", ratePerSec: 20 }, 600, 3));
  const { candidates } = fitTrace(shape, 1);
  expect(candidates[0]?.idcError).toBeLessThan(0.2);
  expect(candidates[0]?.waitError).toBeLessThan(0.1);
});

it("calls independent clumps gamma", () => {
  const shape = shapeOf(generate({ kind: "gamma", ratePerSec: 20, cv: 4 }, 1800, 3));
  const { arrivals } = fitTrace(shape, 1);
  expect(arrivals.kind).toBe("gamma");
  expect((arrivals as { cv: number }).cv).toBeCloseTo(4, 0);
});

it("fits alike for the same seed", () => {
  const shape = shapeOf(generate({ kind: "gamma", ratePerSec: 5, cv: 3 }, 300, 3));
  expect(fitTrace(shape, 9)).toEqual(fitTrace(shape, 9));
});

describe("a fit that is none says so, and why", () => {
  const cut = (quantumMs: number, arrivals: Arrivals, seconds: number) =>
    generate(arrivals, seconds, 5).map((atMs) => Math.floor(atMs / quantumMs) * quantumMs);

  it("where the curve or the waits are off by more than a factor of 1.25: arrivals in clumps 3 s apart", () => {
    const fit = fitTrace(shapeOf(cut(3000, { kind: "poisson", ratePerSec: 3.4 }, 3540)), 1);
    expect(fit.problems.join()).toMatch(
      /off the (IDC curve|waits) by a factor of [\d.]+, and 1.25 is the most/,
    );
    expect(fit.candidates[0]?.problems).toEqual(fit.problems);
  });

  it("where bursts are as long as can be tried: the trace holds few of them", () => {
    const long: Arrivals = { kind: "mmpp", ratePerSec: 10, burst: 6, share: 0.25, dwellMs: 400_000 };
    const fit = fitTrace(shapeOf(generate(long, 2400, 5)), 1);
    expect(fit.problems.join()).toMatch(/lies at .* bursts|off the/);
  });

  it.each<[Arrivals, RegExp]>([
    [{ kind: "mmpp", ratePerSec: 5, burst: 1000, share: 0.02, dwellMs: 500 }, /burst lies at 1000, the most/],
    [{ kind: "mmpp", ratePerSec: 5, burst: 1, share: 0.02, dwellMs: 500 }, /burst lies at 1, its least/],
    [{ kind: "mmpp", ratePerSec: 5, burst: 5, share: 0.002, dwellMs: 500 }, /share lies at 0.002, the least/],
    [
      { kind: "mmpp", ratePerSec: 5, burst: 2, share: 0.43089, dwellMs: 500 },
      /share lies at 0.43089, the most/,
    ],
    [
      { kind: "mmpp", ratePerSec: 5, burst: 5, share: 0.02, dwellMs: 20 },
      /dwell lies at 20 ms, the shortest/,
    ],
    [
      { kind: "mmpp", ratePerSec: 5, burst: 5, share: 0.02, dwellMs: 14_400 },
      /dwell lies at 14.4s, of which the trace holds 5 bursts: it is too short/,
    ],
    [{ kind: "gamma", ratePerSec: 5, cv: 50 }, /cv lies at 50, the most/],
    [{ kind: "gamma", ratePerSec: 5, cv: 0.05 }, /cv lies at 0.05, the least/],
  ])("where a parameter lies at a bound of the search, with what that means: %j", (arrivals, says) => {
    const [problem = "", ...others] = fitProblems({ arrivals, idcError: 0.1, waitError: 0.1 }, 3600);
    expect(problem).toMatch(says);
    expect(others).toEqual([]);
  });

  it("where nothing could be compared", () => {
    const errors = { idcError: Number.NaN, waitError: 0.1 };
    expect(fitProblems({ arrivals: { kind: "poisson", ratePerSec: 1 }, ...errors }, 100)).toHaveLength(1);
  });

  it("and not where a model is near, with every parameter inside of its bounds", () => {
    const traffic: Arrivals[] = [
      { kind: "poisson", ratePerSec: 20 },
      { kind: "gamma", ratePerSec: 20, cv: 4 },
      { kind: "mmpp", ratePerSec: 8, burst: 6, share: 0.15, dwellMs: 4000 },
    ];
    for (const truth of traffic) expect(fitTrace(shapeOf(generate(truth, 1800, 3)), 1).problems).toEqual([]);
  });

  it("in the description of the scenario", () => {
    const arrivals: Arrivals = { kind: "poisson", ratePerSec: 2 };
    const { description } = fittedScenario("t.csv", { arrivals, problems: ["it is far off"] }, 60);
    expect(description).toMatch(
      /^No good fit to t.csv, so replay that instead: it is far off. The nearest model: /,
    );
  });
});

describe("the command that replays a trace instead", () => {
  const read = { file: "logs/my calls.jsonl", sort: false, seed: 1 };

  it("is a run of the whole trace, read as it was", () => {
    expect(replayCommands(read, 3539.2)).toEqual([
      ["plimsoll", "run", "--arrivals", "trace:logs/my calls.jsonl", "--duration", "3540s"],
    ]);
    expect(replayCommands({ ...read, seed: 7, spreadMs: 3000 }, 60)).toEqual([
      [
        ..."plimsoll run --arrivals".split(" "),
        "trace:logs/my calls.jsonl",
        ..."--duration 61s --spread 3s --seed 7".split(" "),
      ],
    ]);
  });

  it("converts first what a run would not read alike", () => {
    expect(replayCommands({ ...read, sort: true, format: "jsonl" }, 60)).toEqual([
      [
        ..."plimsoll trace convert".split(" "),
        "logs/my calls.jsonl",
        ..."--format jsonl --sort --to csv --out".split(" "),
        "logs/my calls-plain.csv",
      ],
      ["plimsoll", "run", "--arrivals", "trace:logs/my calls-plain.csv", "--duration", "61s"],
    ]);
  });
});

it("makes a scenario that the schema accepts, whatever the file is called", () => {
  const arrivals: Arrivals = { kind: "mmpp", ratePerSec: 2.5, burst: 22, share: 0.03, dwellMs: 6700 };
  for (const [file, name] of [
    ["/tmp/Azure LLM (2023).csv", "azure-llm-2023-fitted"],
    ["...", "fitted"],
  ] as const) {
    const scenario = fittedScenario(file, { arrivals, problems: [] }, 7200);
    expect(scenarioSchema.parse(scenario)).toMatchObject({ name, load: { kind: "open", arrivals } });
    expect(scenario.phases.measureMs).toBe(3_600_000);
  }
});

it("waits of arrivals all at once are those of the 99th in the queue", () => {
  const backlog = new BacklogCurve(10);
  for (let i = 0; i < 1000; i++) backlog.add(0);
  // The i-th waits for i services of 1/(10·h) s; bins are 6 % wide.
  for (const [i, headroom] of HEADROOMS.entries()) {
    const expected = 990 / (10 * headroom);
    expect((backlog.p99WaitSec()[i] ?? 0) / expected).toBeGreaterThan(0.95);
    expect((backlog.p99WaitSec()[i] ?? 0) / expected).toBeLessThan(1.05);
  }
});
