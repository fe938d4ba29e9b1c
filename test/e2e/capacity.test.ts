import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readResultFile } from "../../src/store/result-file.ts";
import { plimsoll, start, tempFolder } from "./plimsoll.ts";
import { expectSpoiltToBeRefused } from "./spoiled-series.ts";
import { deadUrl } from "./targets.ts";

// Short probes of the embedded server: what they show depends on the machine, what is said of it must not.
const QUICK = [
  "capacity",
  "--arrivals",
  "poisson",
  "--duration",
  "700ms",
  "--longest",
  "1s",
  "--warmup",
  "200ms",
];
const SEARCH = [
  ...QUICK,
  "--cooldown",
  "10ms",
  "--probes",
  "5",
  "--lateness",
  "9999ms,999%",
  "--workers",
  "1",
];

const readCapacity = (folder: string) => readResultFile(folder, "capacity");

test("a search finds the load line of the embedded server, or says what it does not show, in document, summary and page", async () => {
  const cwd = tempFolder();
  const args = [...SEARCH, "--slo", "p50<=2s", "--slo", "p50<=1s", "--price", "3.6", "--json", "--out", "c"];
  const { exitCode, stdout, stderr } = await plimsoll(args, cwd);
  const result = readCapacity(join(cwd, "c"));
  expect(JSON.parse(stdout)).toEqual(result);
  const { loadLine, probes, tiers, unreachable, cost } = result;
  expect(probes.length).toBeGreaterThanOrEqual(1);
  expect(probes.length).toBeLessThanOrEqual(5);
  expect(tiers.map(({ name }) => name)).toEqual(["p50<=2s", "p50<=1s"]);
  const expected = loadLine === null ? (unreachable === null ? 3 : 1) : loadLine.confirmed ? 0 : 3;
  expect(exitCode, stderr).toBe(expected);
  expect(stderr).toMatch(/at most 5 probes of .* requests at/);
  expect(stderr).toContain(result.answer.slice(0, 40));
  for (const name of ["report.html", "plan.json"]) expect(existsSync(join(cwd, "c", name))).toBe(true);
  for (const { id, attempts } of probes)
    expect(existsSync(join(cwd, "c", "points", id, `attempt-${attempts}`, "result.json"))).toBe(true);
  if (loadLine === null) return;
  expect(loadLine.interval.low).toBe(loadLine.ratePerSec);
  expect(cost?.perMillionRequests).toBeCloseTo((0.001 / loadLine.ratePerSec) * 1e6);
  expect(result.mostPerSec).toBeGreaterThan(0);
}, 120_000);

test("a killed search goes on where it was: nothing is measured twice", async () => {
  const cwd = tempFolder();
  const folder = join(cwd, "c");
  const args = [...SEARCH, "--slo", "p50<=1s", "--concurrency", "0", "--rate", "200", "--out", "c"];
  const { child, finished } = start(args, cwd);
  const written = () => {
    const runs = new Map<string, number>();
    if (!existsSync(join(folder, "points"))) return runs;
    for (const path of readdirSync(join(folder, "points"), { recursive: true, encoding: "utf8" }))
      if (path.endsWith("attempt.json")) runs.set(path, statSync(join(folder, "points", path)).mtimeMs);
    return runs;
  };
  while (written().size < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill("SIGKILL");
  await finished;
  const before = written();
  const { exitCode, stderr } = await plimsoll(["capacity", "--resume", "c"], cwd);
  expect([0, 1, 3], stderr).toContain(exitCode);
  for (const [path, writtenMs] of before) expect(written().get(path)).toBe(writtenMs);
  expect(readCapacity(folder).partial).toBe(false);
  await expectSpoiltToBeRefused("capacity", cwd, "c");
}, 120_000);

describe("bad input is refused in a sentence, before anything is sent", () => {
  const cases: [string, string[], number, RegExp][] = [
    ["no objective", ["--arrivals", "poisson"], 2, /no objective was asked for.*\n.*add --slo/],
    [
      "an objective that grows with load",
      ["--slo", "throughput>=10/s"],
      2,
      /throughput>=10\/s cannot have a load line/,
    ],
    ["a tier that is none", ["--tier", "gold: p99<=fast"], 2, /"fast" is not a limit for p99/],
    [
      "a longest probe below the shortest",
      ["--slo", "p99<=1s", "--duration", "20s", "--longest", "5s"],
      2,
      /--longest 5s is shorter/,
    ],
    ["sessions", ["chat-sessions", "--slo", "p99<=1s"], 2, /made of sessions/],
    ["a tolerance that is none", ["--slo", "p99<=1s", "--tolerance", "0%"], 2, /--tolerance/],
    [
      "arrivals without a rate",
      ["--slo", "p99<=1s", "--arrivals", "piecewise:0s=10,10s=20"],
      2,
      /has no single rate|would do nothing/,
    ],
    [
      "an option that the search decides",
      ["--slo", "p99<=1s", "--until-shown", "30s"],
      2,
      /--until-shown: no such option/,
    ],
  ];
  test.each(cases)("%s", async (_, args, code, message) => {
    const { exitCode, stderr } = await plimsoll(["capacity", ...args], tempFolder());
    expect(exitCode, stderr).toBe(code);
    expect(stderr).toMatch(message);
  });

  test("a server that is not there", async () => {
    const args = ["capacity", "--arrivals", "poisson", "--slo", "p99<=1s", "--url", await deadUrl()];
    expect((await plimsoll(args, tempFolder())).exitCode).toBe(4);
  });
});
