import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readResultFile } from "../../src/store/result-file.ts";
import { startGrpcServer } from "../targets/grpc-server.ts";
import { plimsoll, start, tempFolder } from "./plimsoll.ts";
import { expectSpoiltToBeRefused } from "./spoiled-series.ts";
import { deadUrl, httpServer } from "./targets.ts";

const PROTOS = join(import.meta.dirname, "../targets");

const SMALL = ["sweep", "--batch", "1,4", "--concurrency", "1,2", "--duration", "500ms", "--warmup", "200ms"];
const QUICK = [...SMALL, "--cooldown", "10ms", "--confirm", "0", "--precision"];

const readSweep = (folder: string) => readResultFile(folder, "sweep");

/** When each recorded run was written, by its place. */
function finishedRuns(folder: string): Map<string, number> {
  const runs = new Map<string, number>();
  for (const path of readdirSync(join(folder, "points"), { recursive: true, encoding: "utf8" }))
    if (path.endsWith("attempt.json")) runs.set(path, statSync(join(folder, "points", path)).mtimeMs);
  return runs;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

test("a sweep measures its grid, and says what is best and why", async () => {
  const cwd = tempFolder();
  const { exitCode, stdout, stderr } = await plimsoll([...QUICK, "fp32,int8", "--json", "--out", "s"], cwd);
  const result = readSweep(join(cwd, "s"));
  expect(JSON.parse(stdout)).toEqual(result);
  expect(result.search).toMatchObject({ kind: "full", gridPoints: 8, measuredPoints: 8 });
  expect(result.partial).toBe(false);
  expect(stderr).toContain("8 of 8");
  const valid = result.points.filter(({ state }) => state === "measured");
  expect(exitCode).toBe(valid.length === 0 ? 3 : result.best === null ? 1 : 0);
  for (const name of ["report.html", "points.csv", "plan.json"])
    expect(existsSync(join(cwd, "s", name))).toBe(true);
});

test("a killed sweep goes on where it was: nothing is measured twice, nothing is lost", async () => {
  const cwd = tempFolder();
  const folder = join(cwd, "s");
  const { child, finished } = start([...QUICK, "fp32", "--accuracy", "any", "--out", "s"], cwd);
  await until(() => existsSync(join(folder, "points")) && finishedRuns(folder).size >= 2);
  child.kill("SIGKILL");
  await finished;
  const before = finishedRuns(folder);
  const { exitCode, stderr } = await plimsoll(["sweep", "--resume", "s"], cwd);
  expect([0, 3], stderr).toContain(exitCode);
  const after = finishedRuns(folder);
  for (const [run, writtenMs] of before) expect(after.get(run)).toBe(writtenMs);
  expect(readSweep(folder).search).toMatchObject({ measuredPoints: 4, gridPoints: 4 });
  expect(readSweep(folder).measures.map(({ id }) => id)).toHaveLength(4);
});

test("the best points are measured again with new seeds, and a sweep that was killed then goes on with that", async () => {
  const cwd = tempFolder();
  const folder = join(cwd, "s");
  // Nothing is found not steady or late, so every run counts.
  const point = [
    "--precision",
    "fp32",
    "--concurrency",
    "2",
    "--accuracy",
    "any",
    "--lateness",
    "9999ms,999%",
  ];
  const time = ["--duration", "700ms", "--warmup", "200ms", "--cooldown", "10ms"];
  const args = [
    "sweep",
    ...point,
    ...time,
    "--batch",
    "1,4,8",
    "--slo",
    "p50<=1s",
    "--confirm",
    "2",
    "--out",
    "s",
  ];
  const { child, finished } = start(args, cwd);
  await until(() => existsSync(join(folder, "points")) && finishedRuns(folder).size >= 4);
  child.kill("SIGKILL");
  await finished;
  const before = finishedRuns(folder);
  const { exitCode, stderr } = await plimsoll(["sweep", "--resume", "s"], cwd);
  expect([0, 1, 3], stderr).toContain(exitCode);
  const after = finishedRuns(folder);
  for (const [run, writtenMs] of before) expect(after.get(run)).toBe(writtenMs);
  const { measures, points, search, best, answer } = readSweep(folder);
  expect(new Set(measures.map(({ id }) => id)).size).toBe(measures.length);
  const again = measures.filter(({ confirms }) => confirms);
  expect(search.confirmations).toBe(again.reduce((sum, { attempts }) => sum + attempts, 0));
  expect(stderr).toMatch(/again +\d/);
  const seedsBefore = new Set(measures.filter(({ confirms }) => !confirms).map(({ take }) => take));
  for (const { take } of again) expect(seedsBefore.has(take)).toBe(false);
  if (points.every(({ state }) => state === "invalid")) return;
  expect(again.length).toBeGreaterThanOrEqual(4);
  const summary = points.find(({ point }) => JSON.stringify(point) === JSON.stringify(best?.point));
  if (summary !== undefined) expect(exitCode).toBe(summary.answer === "not shown" ? 3 : 0);
  expect(answer.includes("not shown to hold")).toBe(summary?.answer === "not shown");
  const own = again.filter(({ point, valid }) => valid && point.batch === best?.point.batch);
  if (summary === undefined || own.length === 0) return;
  expect(summary.confirmed).toBe(own.length);
  const perSec = own.map(({ inferencesPerSec }) => inferencesPerSec ?? 0);
  expect(summary.inferencesPerSec).toBeCloseTo(perSec.reduce((sum, one) => sum + one, 0) / perSec.length);
  expect(answer).toContain(`in ${own.length} run${own.length === 1 ? "" : "s"} made after it was picked`);
}, 240_000);

test("an interrupted sweep keeps what it has, says so, and ends with 130", async () => {
  const cwd = tempFolder();
  const { child, finished } = start([...QUICK, "fp32", "--accuracy", "any", "--out", "s"], cwd);
  const folder = join(cwd, "s");
  // A run that a busy machine spoiled is made again once: of two runs, one is what its point has.
  await until(() => existsSync(join(folder, "points")) && finishedRuns(folder).size >= 2);
  child.kill("SIGINT");
  expect((await finished).exitCode).toBe(130);
  const result = readSweep(folder);
  expect(result.partial).toBe(true);
  expect(result.measures.length).toBeGreaterThanOrEqual(1);
});

test("a sweep is not resumed as another one", async () => {
  const cwd = tempFolder();
  const { child, finished } = start([...QUICK, "fp32", "--accuracy", "any", "--out", "s"], cwd);
  await until(() => existsSync(join(cwd, "s", "plan.json")));
  child.kill("SIGKILL");
  await finished;
  const { exitCode, stderr } = await plimsoll(["sweep", "--resume", "s", "--batch", "1,8"], cwd);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("batch: was 1,4, and is 1,8 now");
});

test("a resumed sweep refuses what was changed, swapped or put there, and takes back what is restored", async () => {
  const cwd = tempFolder();
  const axes = [
    "--precision",
    "fp32,int8",
    "--batch",
    "1",
    "--concurrency",
    "1",
    "--slo",
    "p50<=1s",
    "--confirm",
    "0",
  ];
  const sweep = [
    "sweep",
    ...axes,
    "--duration",
    "300ms",
    "--warmup",
    "100ms",
    "--cooldown",
    "10ms",
    "--out",
    "s",
  ];
  expect([0, 1, 3]).toContain((await plimsoll(sweep, cwd)).exitCode);
  const at = (...names: string[]) => join(cwd, "s", ...names);
  const [one = "", two = ""] = readdirSync(at("points"));
  const file = at("points", one, "attempt-1", "result.json");
  const swap = () => {
    renameSync(at("points", one), at("points", "spare"));
    renameSync(at("points", two), at("points", one));
    renameSync(at("points", "spare"), at("points", two));
  };
  const replaced = (path: string, from: string | RegExp, to: string) => () => {
    const text = readFileSync(path, "utf8");
    expect(text.replace(from, to)).not.toBe(text);
    writeFileSync(path, text.replace(from, to));
  };
  const faults: [() => void, RegExp][] = [
    [swap, /holds attempt 1 at another point/],
    [
      replaced(file, /"achievedPerSec": (\d)/, '"achievedPerSec": 1$1'),
      /result.json was changed after it was written/,
    ],
    [() => writeFileSync(at("accuracy.json"), "[]"), /accuracy.json is not what plimsoll wrote/],
    [() => writeFileSync(at("plan.json"), "null"), /plan.json is not what plimsoll wrote/],
  ];
  cpSync(at(), join(cwd, "kept"), { recursive: true });
  for (const [spoil, message] of faults) {
    spoil();
    const { exitCode, stderr } = await plimsoll(["sweep", "--resume", "s"], cwd);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/ {4}at |TypeError/);
    expect(exitCode).toBe(2);
    rmSync(at(), { recursive: true });
    cpSync(join(cwd, "kept"), at(), { recursive: true });
  }
  await expectSpoiltToBeRefused("sweep", cwd, "s");
  rmSync(at("plan.json"));
  const anew = await plimsoll([...sweep], cwd);
  expect(anew.stderr).toMatch(
    /holds a series of runs without its plan\.json already.*\n.*choose another --out/,
  );
  expect(anew.exitCode).toBe(2);
  cpSync(join(cwd, "kept", "plan.json"), at("plan.json"));
  const before = finishedRuns(at());
  const { exitCode, stderr } = await plimsoll(["sweep", "--resume", "s", "--slo", "p50<=1000ms"], cwd);
  expect([0, 1, 3], stderr).toContain(exitCode);
  expect([...finishedRuns(at()).keys()]).toEqual([...before.keys()]);
  const judged = readSweep(at()).measures.flatMap(({ objectives }) => objectives);
  expect(judged.map(({ objective }) => objective)).toEqual(["p50<=1000ms", "p50<=1000ms"]);
  expect(judged.every(({ within }) => within !== null)).toBe(true);
}, 240_000);

test("points whose names are over 200 characters have folders of their own, and are measured each", async () => {
  const cwd = tempFolder();
  const url = await httpServer((request, response) => {
    request.resume().on("end", () => response.end("{}"));
  });
  const long = "l".repeat(220);
  mkdirSync(join(cwd, long));
  const scenario = (name: string) => ({
    name,
    description: "Traffic of my own.",
    load: { kind: "open", arrivals: { kind: "constant", ratePerSec: 20 } },
    phases: { warmupMs: 0, measureMs: 300 },
  });
  const files = ["a", "b"].map((name) => join(long, `${name}.json`));
  for (const [at, file] of files.entries())
    writeFileSync(join(cwd, file), JSON.stringify(scenario(["a", "b"][at] ?? "")));
  const args = [
    "sweep",
    "--target",
    "http-json",
    "--url",
    url,
    "--body",
    "{}",
    "--out",
    "s",
    "--repeats",
    "2",
    "--confirm",
    "0",
  ];
  const phases = ["--duration", "300ms", "--warmup", "0s", "--cooldown", "0s"];
  const { exitCode, stderr } = await plimsoll(
    [...args, ...phases, ...files.flatMap((file) => ["--scenario", file])],
    cwd,
  );
  expect([0, 1, 3], stderr).toContain(exitCode);
  const { measures } = readSweep(join(cwd, "s"));
  expect(new Set(measures.map(({ id }) => id)).size).toBe(4);
  expect(readdirSync(join(cwd, "s/points"))).toHaveLength(4);
  expect(new Set(measures.map(({ point, take }) => `${point.scenario} ${take}`)).size).toBe(4);
});

test("objectives that only the scenario brings choose no point and change no exit code", async () => {
  const cwd = tempFolder();
  const url = await httpServer((request, response) => {
    request.resume().on("end", () => response.end("{}"));
  });
  const scenario = {
    name: "mine",
    description: "Traffic of my own.",
    load: { kind: "open", arrivals: { kind: "constant", ratePerSec: 50 } },
    phases: { warmupMs: 0, measureMs: 1000 },
    slo: ["p50<=1us"],
  };
  writeFileSync(join(cwd, "mine.json"), JSON.stringify(scenario));
  const args = ["sweep", "--target", "http-json", "--url", url, "--body", "{}", "--scenario", "mine.json"];
  const short = [
    "--rate",
    "50,60",
    "--duration",
    "1s",
    "--warmup",
    "0s",
    "--cooldown",
    "0s",
    "--confirm",
    "0",
  ];
  const { exitCode, stdout } = await plimsoll([...args, ...short, "--out", "brought"], cwd);
  const brought = readSweep(join(cwd, "brought"));
  expect(brought.goal.slo).toEqual([]);
  expect(brought.scenarioSlo).toEqual(["p50<=1us"]);
  expect(stdout).toMatch(/p50<=1us/);
  // What the machine spoils is another matter.
  if (brought.points.every(({ state }) => state === "measured")) expect(exitCode).toBe(0);
  const [folder = ""] = readdirSync(join(cwd, "brought/points"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith("result.json"))
    .map((path) => join(cwd, "brought/points", path, ".."));
  const run = readResultFile(folder, "run");
  expect(run.slo[0]).toMatchObject({ objective: "p50<=1us", ofScenario: true });
});

test("a sweep is not resumed with other content of the files that it was given, and names the file", async () => {
  const cwd = tempFolder();
  const url = await httpServer((request, response) => {
    request.resume().on("end", () => response.end("{}"));
  });
  const write = (name: string, text: string) => writeFileSync(join(cwd, name), text);
  const trace = (gapMs: number) =>
    `timestamp\n${Array.from({ length: 60 }, (_, at) => ((at * gapMs) / 1000).toFixed(3)).join("\n")}\n`;
  const scenario = (ratePerSec: number) =>
    JSON.stringify({
      name: "mine",
      description: "Traffic of my own.",
      load: {
        kind: "open",
        arrivals: {
          kind: "sum",
          parts: [
            { kind: "constant", ratePerSec },
            { kind: "trace", file: "t.csv" },
          ],
        },
      },
      phases: { warmupMs: 0, measureMs: 300 },
    });
  const right = { "b.jsonl": '{"x":1}\n{"x":2}\n', "t.csv": trace(20), "mine.json": scenario(20) };
  const wrong = { "b.jsonl": '{"x":1}\n{"x":3}\n', "t.csv": trace(10), "mine.json": scenario(30) };
  for (const [name, text] of Object.entries(right)) write(name, text);
  const args = [
    "sweep",
    "--target",
    "http-json",
    "--url",
    url,
    "--body",
    "@b.jsonl",
    "--scenario",
    "mine.json",
  ];
  const phases = ["--duration", "300ms", "--warmup", "0s", "--cooldown", "0s", "--out", "s"];
  const first = await plimsoll([...args, ...phases], cwd);
  expect([0, 1, 3], first.stderr).toContain(first.exitCode);
  const named = { "b.jsonl": "body b.jsonl", "t.csv": "trace t.csv", "mine.json": "scenario mine.json" };
  for (const [name, text] of Object.entries(wrong)) {
    write(name, text);
    const { exitCode, stderr } = await plimsoll(["sweep", "--resume", "s"], cwd);
    expect(stderr).toContain(`${named[name as keyof typeof named]}: its content is another one now`);
    expect(stderr).toContain("bring back the files as they were and resume it");
    expect(exitCode).toBe(2);
    write(name, right[name as keyof typeof right]);
  }
  const { exitCode, stderr } = await plimsoll(["sweep", "--resume", "s"], cwd);
  expect(exitCode, stderr).toBe(first.exitCode);
}, 240_000);

test("a sweep is not resumed with another .proto file, or another one that it imports", async () => {
  const cwd = tempFolder();
  const answers = await startGrpcServer();
  onTestFinished(() => answers.close());
  cpSync(join(PROTOS, "open_inference.proto"), join(cwd, "open_inference.proto"));
  writeFileSync(join(cwd, "all.proto"), 'syntax = "proto3"; package all; import "open_inference.proto";\n');
  const args = [
    "sweep",
    "--target",
    "grpc",
    "--url",
    `grpc://127.0.0.1:${answers.port}`,
    "--proto",
    "all.proto",
  ];
  const method = ["--method", "inference.GRPCInferenceService/ServerMetadata", "--rate", "20", "--out", "s"];
  const phases = ["--duration", "300ms", "--warmup", "0s", "--cooldown", "0s"];
  const first = await plimsoll([...args, ...method, ...phases], cwd);
  expect([0, 1, 3], first.stderr).toContain(first.exitCode);
  for (const name of ["all.proto", "open_inference.proto"]) {
    const before = readFileSync(join(cwd, name), "utf8");
    writeFileSync(join(cwd, name), `${before}// another\n`);
    const { exitCode, stderr } = await plimsoll(["sweep", "--resume", "s"], cwd);
    expect(stderr).toContain(`proto ${name}: its content is another one now`);
    expect(exitCode).toBe(2);
    writeFileSync(join(cwd, name), before);
  }
});

test("a folder whose sweep never began is taken; one with runs is not", async () => {
  const cwd = tempFolder();
  const point = ["--precision", "fp32", "--batch", "1", "--concurrency", "1"];
  const once = ["sweep", ...point, "--duration", "300ms", "--warmup", "100ms", "--out", "s"];
  const refused = await plimsoll([...once, "--url", await deadUrl(), "--target", "oip-http"], cwd);
  expect(refused.stderr).toContain("no server changes the --precision");
  expect(refused.exitCode).toBe(2);
  expect([0, 3]).toContain((await plimsoll(once, cwd)).exitCode);
  const { exitCode, stderr } = await plimsoll(once, cwd);
  expect(stderr).toMatch(/folder .* holds a series of runs already/);
  expect(exitCode).toBe(2);
});

test("the section of bench.config.ts is the sweep's, and the rest of the file is not", async () => {
  const cwd = tempFolder();
  const config = (sweep: string) =>
    writeFileSync(join(cwd, "bench.config.ts"), `export default { rate: 5, sweep: ${sweep} };`);
  config('{ bach: "1" }');
  const misspelt = await plimsoll(["sweep"], cwd);
  expect(misspelt.stderr).toContain("bench.config.ts: sweep.bach: no such option, did you mean batch?");
  config("3");
  expect((await plimsoll(["sweep"], cwd)).stderr).toContain("bench.config.ts: sweep is no object");
  config(
    '{ precision: "fp32", batch: [1], concurrency: "1,2", confirm: 0, duration: "300ms", warmup: "100ms", out: "s" }',
  );
  expect([0, 3]).toContain((await plimsoll(["sweep"], cwd)).exitCode);
  expect(readSweep(join(cwd, "s"))).toMatchObject({ axes: [{ name: "concurrency", values: ["1", "2"] }] });
});

test.each([
  [["sweep", "--resume", "nowhere"], 2, "there are no runs to go on with in nowhere"],
  [["sweep", "--batch", "0"], 2, "--batch"],
  [["sweep", "--concurrency", "1..8"], 2, "1..8x2"],
  [["sweep", "--adaptive", "--full"], 2, "contradict"],
])("%j ends with %i", async (args, code, message) => {
  const { exitCode, stderr } = await plimsoll(args, tempFolder());
  expect(stderr).toContain(message);
  expect(exitCode).toBe(code);
});

test("a server that is not there ends the sweep before it begins", async () => {
  const { exitCode, stderr } = await plimsoll(
    [...SMALL, "--url", await deadUrl(), "--accuracy", "any"],
    tempFolder(),
  );
  expect(exitCode).toBe(4);
  expect(stderr).toContain("to do:");
});

test("claims are checked one after the other, and an interruption is said", async () => {
  const cwd = tempFolder();
  const args = ["sweep", "--preset", "claims", "--duration", "300ms", "--warmup", "100ms", "--out", "c"];
  const { child, finished } = start(args, cwd);
  const folder = join(cwd, "c");
  await until(() => existsSync(join(folder, "points")) && finishedRuns(folder).size >= 2);
  child.kill("SIGINT");
  const { exitCode, stderr } = await finished;
  expect(exitCode).toBe(130);
  expect(stderr).toContain("int8 is two to four times as fast as fp32");
  expect(readResultFile(folder, "claims").partial).toBe(true);
});
