import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { PlanResult } from "../../src/result/plan-result.ts";
import { readResultFile } from "../../src/store/result-file.ts";
import { fleetOf, planResult } from "../report/plan/fixture.ts";
import { plimsoll, readResult, start, tempFolder } from "./plimsoll.ts";

/** A plan for two servers that nobody measured: what it forecasts depends on no machine. */
function planOfTwo(objective: string): PlanResult {
  const fleet = fleetOf({ machine: "here", replicas: 2, pricePerHour: 1, p99Ms: 40, isScaled: false });
  const plan = planResult();
  return {
    ...plan,
    objectives: [objective],
    demand: { ...plan.demand, busiestPerSec: 80 },
    window: { warmupMs: 200, measureMs: 3000, note: "" },
    scenario: {
      ...plan.scenario,
      load: { kind: "open", arrivals: { kind: "poisson", ratePerSec: 80 } },
      phases: { warmupMs: 200, measureMs: 3000 },
      slo: [objective],
    },
    fleets: [
      {
        ...fleet,
        objectives: [
          { ...fleet.objectives[0], objective } as PlanResult["fleets"][number]["objectives"][number],
        ],
      },
    ],
  };
}

function writePlan(cwd: string, plan: PlanResult): void {
  mkdirSync(join(cwd, "plan"), { recursive: true });
  writeFileSync(join(cwd, "plan", "result.json"), JSON.stringify(plan));
}

async function embeddedServer(cwd: string): Promise<string> {
  const server = start(["serve", "--model", "digits", "--port", "0", "--json"], cwd);
  await expect.poll(server.stdoutSoFar, { timeout: 60_000 }).toContain('"url"');
  return (JSON.parse(server.stdoutSoFar()) as { url: string }).url;
}

const WIDE = ["--lateness", "9999ms,999%", "--workers", "1"];
const EXIT_OF = { held: 0, "not held": 1, "not shown": 3 } as const;

test("a plan is held against two deployed servers: its own traffic, a fresh seed, every figure answered", async () => {
  const cwd = tempFolder();
  const urls = [await embeddedServer(cwd), await embeddedServer(cwd)];
  writePlan(cwd, planOfTwo("p50<=60s"));
  const args = ["capacity", "--verify", "plan", ...urls.flatMap((url) => ["--url", url]), ...WIDE, "--json"];
  const { exitCode, stdout, stderr } = await plimsoll([...args, "--out", "v"], cwd);
  const result = readResultFile(join(cwd, "v"), "verification");
  expect(JSON.parse(stdout)).toEqual(result);
  expect(exitCode, stderr).toBe(EXIT_OF[result.state]);
  expect(result).toMatchObject({ seed: 11, endpoints: 2, plan: { replicas: 2, fleet: 1, seeds: 10 } });
  expect(result.figures.map(({ title }) => title)).toEqual(["p50", "p95", "p99", "mean", "failed"]);
  for (const { answer, why } of result.figures) expect(why === null).toBe(answer !== "not shown");
  expect(stderr).toContain(result.answer.slice(0, 20));
  const run = readResult(join(cwd, "v", "run"));
  expect(run.seed).toBe(11);
  expect(run.endpoints).toHaveLength(2);
  expect(run.load.plannedPerSec).toBe(80);
  expect(run.load.measuredMs).toBe(3000);
  for (const name of ["report.html", "scenario.json"]) expect(existsSync(join(cwd, "v", name))).toBe(true);

  // What no server does in a microsecond misses, on any machine.
  writePlan(cwd, planOfTwo("p50<=0.001ms"));
  const missed = await plimsoll([...args, "--out", "m"], cwd);
  const again = readResultFile(join(cwd, "m"), "verification");
  if (again.run.valid) expect(again.objectives[0]?.answer).toBe("misses");
  expect(missed.exitCode).toBe(EXIT_OF[again.state]);
  expect(again.state).toBe(again.run.valid ? "not held" : "not shown");
}, 180_000);

test.each([
  { what: "no address", args: [], says: /no --url says where that is/ },
  {
    what: "too few replicas",
    args: ["--url", "http://127.0.0.1:1", "--url", "http://127.0.0.1:2", "--url", "http://127.0.0.1:3"],
    says: /3 addresses are given, and the fleet of the plan has 2 replicas/,
  },
  {
    what: "a seed of the plan",
    args: ["--url", "http://127.0.0.1:1", "--seed", "4"],
    says: /--seed 4 is one that the plan/,
  },
  {
    what: "no such fleet",
    args: ["--url", "http://127.0.0.1:1", "--fleet", "2"],
    says: /the plan|has 1 fleet/,
  },
  { what: "traffic of its own", args: ["--url", "http://127.0.0.1:1", "--rate", "3"], says: /rate/ },
])("$what is refused", async ({ args, says }) => {
  const cwd = tempFolder();
  writePlan(cwd, planOfTwo("p50<=60s"));
  const { exitCode, stderr } = await plimsoll(["capacity", "--verify", "plan", ...args], cwd);
  expect(stderr).toMatch(says);
  expect(exitCode).toBe(2);
});

test("what is no plan is refused, and --verify labels is still about answers", async () => {
  const cwd = tempFolder();
  const { exitCode, stderr } = await plimsoll(
    ["capacity", "--verify", "nothing.json", "--url", "http://127.0.0.1:1"],
    cwd,
  );
  expect(stderr).toMatch(/nothing.json/);
  expect(exitCode).toBe(2);
  const labels = await plimsoll(["capacity", "--verify", "labels", "--tolerance", "99%"], cwd);
  expect(labels.stderr).toMatch(/tolerance/);
});
