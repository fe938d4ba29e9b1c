import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { GateResult } from "../../src/result/gate-result.ts";
import { readResultFile } from "../../src/store/result-file.ts";
import { plimsoll, start, tempFolder } from "./plimsoll.ts";

vi.setConfig({ testTimeout: 300_000 });

/**
 * A server that answers so many requests a second well and refuses the others, so that its load line is known; without any it refuses all
 * but those by which gate and run see that it is there. Where `dies` is given, it ends at once when it must refuse.
 */
const SERVER = `
const { appendFileSync } = require("node:fs");
const [port, perSec, dies] = process.argv.slice(2).map(Number);
appendFileSync("pids", process.pid + "\\n");
const most = 10 + perSec / 2;
let tokens = most;
let last = performance.now();
require("node:http").createServer((request, response) => {
  request.resume();
  const now = performance.now();
  tokens = Math.min(most, tokens + ((now - last) / 1000) * perSec);
  last = now;
  if (tokens >= 1) tokens -= 1;
  else if (dies) process.exit(7);
  else response.statusCode = 503;
  response.end("{}");
}).listen(port, "127.0.0.1");
`;

function folderWithServer(): string {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "server.cjs"), SERVER);
  return cwd;
}

const serving = (perSec: number, dies = 0) => `node server.cjs {port} ${perSec} ${dies}`;

/** A gate of load lines, by probes as short as can be, whose lateness on a busy machine is tolerated. */
const QUICK = [
  ["--capacity", "--slo", "errors<=20%", "--arrivals", "constant", "--rate", "200"],
  ["--target", "http-json", "--body", "{}", "--timeout", "2s", "--lateness", "9999ms,999%"],
  ["--duration", "1s", "--longest", "1s", "--warmup", "100ms", "--cooldown", "0s"],
  ["--alpha", "25%", "--tolerance", "60%", "--no-confirm"],
].flat();
const pairs = (count: number) => ["--pairs", `${count}`, "--max-pairs", `${count}`];

async function gate(sides: readonly string[], cwd: string, more: readonly string[]) {
  const finished = await plimsoll(["gate", ...sides, ...QUICK, ...more, "--out", "out"], cwd);
  if (!existsSync(join(cwd, "out", "result.json"))) throw new Error(finished.stderr + finished.stdout);
  return { ...finished, result: readResultFile(join(cwd, "out"), "gate") };
}

/** Whether the machine spoiled pairs of a gate, or may itself be the reason for what they show. */
const isDisturbed = ({ pairs, metrics }: GateResult) =>
  pairs.some(({ missing }) => missing !== null) || metrics.some(({ ofMachine }) => ofMachine);

const pidsOf = (cwd: string) => readFileSync(join(cwd, "pids"), "utf8").trim().split("\n").map(Number);

function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

test("a candidate that is its own baseline does not fail: both are searched from one rate with the same requests, each with a server of its own", async () => {
  const cwd = folderWithServer();
  const sides = ["--baseline", serving(300), "--candidate", serving(300)];
  const { exitCode, stdout, stderr, result } = await gate(sides, cwd, pairs(3));
  expect([0, 3], stdout).toContain(exitCode);
  expect(["pass", "inconclusive"]).toContain(result.verdict.answer);
  expect(stderr).toMatch(/^3 pairs, judged by load line$/m);
  expect(stderr).toMatch(
    /^the load lines of errors<=20%, each to 25 %, from 200\.0\/s on; at most 12 probes of 1 s a search: at most 79\.2 s for 3 pairs;/m,
  );
  expect(result.metrics.map(({ figure }) => figure)).toEqual(["loadLine"]);
  expect(result.search?.tiers).toEqual([{ metric: "loadLine", objectives: ["errors<=20%"] }]);
  const searches = result.pairs.map(({ baseline, candidate }) => [baseline.search, candidate.search]);
  for (const [a, b] of searches) expect(a?.firstPerSec).toBe(b?.firstPerSec);
  for (const pair of result.pairs.filter(({ missing }) => missing === null)) {
    const seedOf = (side: "baseline" | "candidate") =>
      readResultFile(join(cwd, "out", pair[side].folder), "run").seed;
    expect([seedOf("baseline"), seedOf("candidate")]).toEqual([pair.seed, pair.seed]);
    expect(pair.baseline.controlMs).toBeGreaterThan(0);
  }
  expect(new Set(pidsOf(cwd)).size).toBeGreaterThanOrEqual(6);
  expect(pidsOf(cwd).filter(isRunning)).toEqual([]);
});

test.each([
  ["whose line is a fifth", serving(60), /load line is \d+(\.\d+)? % worse/],
  ["that refuses everything", serving(0), /no load was shown to hold on the candidate/],
  [
    "that dies of a fifth of the load, and is started again",
    serving(60, 1),
    /load line is \d+(\.\d+)? % worse/,
  ],
])("a candidate %s fails, and no server is left", async (_, candidate, sentence) => {
  const cwd = folderWithServer();
  const more = [...pairs(2), "--json", "--report", "junit=j.xml"];
  const { exitCode, stdout, result } = await gate(
    ["--baseline", serving(300), "--candidate", candidate],
    cwd,
    more,
  );
  expect(exitCode, stdout).not.toBe(0);
  expect(pidsOf(cwd).filter(isRunning)).toEqual([]);
  if (isDisturbed(result)) return;
  expect({ exitCode, answer: result.verdict.answer }, stdout).toEqual({ exitCode: 1, answer: "fail" });
  expect(result.verdict.sentence).toMatch(sentence);
  expect(readFileSync(join(cwd, "j.xml"), "utf8")).toContain("<failure");
});

test("an interrupted gate goes on within a search: no probe is made twice", async () => {
  const cwd = folderWithServer();
  const args = [
    "gate",
    "--baseline",
    serving(300),
    "--candidate",
    serving(60),
    ...QUICK,
    ...pairs(2),
    "--out",
    "out",
  ];
  const { child, finished } = start(args, cwd);
  const recorded = () => {
    const points = join(cwd, "out", "points");
    if (!existsSync(points)) return new Map<string, number>();
    const files = readdirSync(points, { recursive: true, encoding: "utf8" });
    return new Map(
      files
        .filter((file) => file.endsWith("attempt.json"))
        .map((file) => [file, statSync(join(points, file)).mtimeMs]),
    );
  };
  while (recorded().size < 3) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill("SIGINT");
  const { exitCode, stderr, stdout } = await finished;
  expect(exitCode, stderr).toBe(130);
  expect(stdout).toContain("It was interrupted after");
  const before = recorded();
  const resumed = await plimsoll(["gate", "--resume", "out"], cwd);
  expect([1, 3], resumed.stderr).toContain(resumed.exitCode);
  for (const [file, writtenMs] of before) expect(recorded().get(file)).toBe(writtenMs);
  expect(readResultFile(join(cwd, "out"), "gate").partial).toBe(false);
  expect(pidsOf(cwd).filter(isRunning)).toEqual([]);
});

test("what cannot be searched is refused at once, and leaves no folder", async () => {
  const cwd = tempFolder();
  const urls = ["--baseline-url", "http://127.0.0.1:9", "--candidate-url", "http://127.0.0.1:9"];
  const refused = async (...args: string[]) => {
    const { exitCode, stderr } = await plimsoll(["gate", ...urls, ...args], cwd);
    expect(exitCode, stderr).toBe(2);
    return stderr;
  };
  expect(await refused("--capacity")).toContain("no objective was asked for");
  expect(await refused("--slo", "p99<=50ms")).toContain("--slo: only a gate of load lines has that");
  expect(await refused("--capacity", "--slo", "p99<=50ms", "--tolerance", "0.5%")).toContain(
    "no worsening below 1 % can be shown",
  );
  expect(readdirSync(cwd)).toEqual([]);
});
