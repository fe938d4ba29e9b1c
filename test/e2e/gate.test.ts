import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { GateResult } from "../../src/result/gate-result.ts";
import { readResultFile } from "../../src/store/result-file.ts";
import { type Finished, plimsoll, start, tempFolder } from "./plimsoll.ts";
import { expectSpoiltToBeRefused } from "./spoiled-series.ts";
import { httpServer } from "./targets.ts";

// A gate that the machine spoils is made again, which takes its time.
vi.setConfig({ testTimeout: 240_000 });

/** A gate of one latency and failed requests, in runs as short as can be. */
const SHORT = [
  "--metric",
  "p50:100%",
  "--alpha",
  "30%",
  "--rate",
  "60",
  "--target",
  "http-json",
  "--body",
  "{}",
];
const QUICK = [...SHORT, "--duration", "300ms", "--warmup", "100ms", "--cooldown", "0s", "--timeout", "2s"];
/** The fewest pairs that can show something with that error, and twice as many. */
const FEW = ["--pairs", "4", "--max-pairs", "8"];

/** A server that answers after a while, as a program that a command starts; it notes the number of its process. */
const SERVER = `
const { appendFileSync } = require("node:fs");
const [port, delayMs, failing] = process.argv.slice(2).map(Number);
appendFileSync("pids", process.pid + "\\n");
let asked = 0;
require("node:http").createServer((request, response) => {
  request.resume();
  // The first requests, by which gate and run see that the server is there, are answered well.
  const fails = asked++ > 4 && Math.random() < failing;
  setTimeout(() => { response.statusCode = fails ? 500 : 200; response.end("{}"); }, fails ? 0 : delayMs);
}).listen(port, "127.0.0.1");
`;

/** A folder with that server in it. */
function folderWithServer(): string {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "server.cjs"), SERVER);
  return cwd;
}

const serving = (delayMs: number, failing = 0) => `node server.cjs {port} ${delayMs} ${failing}`;

/** Runs a gate, and again up to three times where the machine spoiled so many pairs that nothing is shown. */
async function gate(
  args: readonly string[],
  cwd: string,
): Promise<Finished & { result: GateResult; folder: string }> {
  for (let left = 2; ; left--) {
    const folder = join(cwd, `gate-${readdirSync(cwd).length}`);
    // In CI a failure is confirmed unless nobody asks for it; here the arguments say what is asked.
    const finished = await plimsoll(["gate", ...args, "--out", folder], cwd, { CI: "" });
    if (!existsSync(join(folder, "result.json"))) throw new Error(finished.stderr + finished.stdout);
    const result = readResultFile(folder, "gate");
    const isOpen = isSpoiled(result) && finished.exitCode === 3;
    if (!isOpen || left === 0) return { ...finished, result, folder };
  }
}

/** Whether the machine spoiled pairs of a gate, so that it may be open for that. */
const isSpoiled = ({ pairs }: GateResult) => pairs.some(({ missing }) => missing !== null);

test("a candidate that is its own baseline does not fail, and the two runs of a pair get the same requests", async () => {
  const url = await httpServer((request, response) => {
    request.resume();
    setTimeout(() => response.end("{}"), 5);
  });
  const cwd = tempFolder();
  const { exitCode, stderr, stdout, result, folder } = await gate(
    ["--baseline-url", url, "--candidate-url", url, ...QUICK, ...FEW],
    cwd,
  );
  expect([0, 3], stdout).toContain(exitCode);
  expect(["pass", "inconclusive"]).toContain(result.verdict.answer);
  expect(result.sameSides).toBe(true);
  expect(result.differences).toEqual([]);
  expect(stderr).toMatch(
    /^4 pairs, judged by p50 of the response time, share of requests that failed: 6.4 s; at most 11\.2 s, with 8 pairs where they are needed/m,
  );
  expect(stderr).toContain("both sides are the same");
  expect(stderr).toMatch(/^two identical runs of a reference server differ by [\d.]+ % on this machine$/m);
  expect(result.control?.beforeMs).toHaveLength(8);
  const controls = result.pairs.flatMap(({ baseline, candidate }) => [baseline, candidate]);
  for (const { controlMs } of controls) expect(controlMs).toBeGreaterThan(0);
  expect(stdout).toContain(`${result.verdict.answer.toUpperCase()}  `);
  const shaOf = (run: string) => readResultFile(join(folder, run), "run").schedule.sha256;
  const shas = result.pairs.map(({ baseline, candidate }) => {
    expect(shaOf(candidate.folder)).toBe(shaOf(baseline.folder));
    return shaOf(baseline.folder);
  });
  expect(new Set(shas).size).toBe(shas.length);
  expect(result.pairs.map(({ first }) => first).slice(0, 4)).toEqual([
    "baseline",
    "candidate",
    "baseline",
    "candidate",
  ]);
});

const EXPORTED = ["annotations", "summary", "bencher", "benchmark-smaller", "benchmark-bigger"];

/** Expects the files for other programs to say of a gate of p50 and failed requests what its result says. */
function expectExports(cwd: string, { verdict, metrics, pairs }: GateResult) {
  const textOf = (name: string) => readFileSync(join(cwd, `out.${name}`), "utf8");
  const [first = "", ...others] = textOf("annotations").trimEnd().split("\n");
  expect(first).toMatch(
    new RegExp(`^::(error|warning|notice) title=Performance gate%3A ${verdict.answer.toUpperCase()}::`),
  );
  expect(others).toHaveLength(metrics.filter(({ answer }) => answer !== "pass").length);
  // The summary is added to what is there, once for each time that the gate was made.
  expect(textOf("summary")).toContain(`### Performance gate: ${verdict.answer.toUpperCase()}`);
  const counted = pairs.filter(({ missing }) => missing === null);
  const smaller: { name: string; value: number }[] = JSON.parse(textOf("benchmark-smaller"));
  expect(smaller).toHaveLength(counted.length === 0 ? 0 : metrics.length);
  expect(JSON.parse(textOf("benchmark-bigger"))).toEqual([]);
  const [measures = {}] = Object.values<Record<string, { value: number }>>(JSON.parse(textOf("bencher")));
  expect(Object.values(measures).map(({ value }) => value)).toEqual(smaller.map(({ value }) => value));
}

test("a slower candidate fails, its servers are started afresh for each run, and none is left", async () => {
  const cwd = folderWithServer();
  const sides = ["--baseline", serving(2), "--candidate", serving(60)];
  const reports = EXPORTED.flatMap((name) => ["--report", `${name}=out.${name}`]);
  const { exitCode, stdout, result } = await gate([...sides, ...QUICK, ...FEW, ...reports], cwd);
  expectExports(cwd, result);
  if (!isSpoiled(result))
    expect({ exitCode, answer: result.verdict.answer }, stdout).toEqual({ exitCode: 1, answer: "fail" });
  expect(exitCode).not.toBe(0);
  const [p50] = result.metrics;
  expect(p50?.worsening).toBeGreaterThan(2);
  const pids = readFileSync(join(cwd, "pids"), "utf8").trim().split("\n").map(Number);
  expect(new Set(pids).size).toBeGreaterThanOrEqual(8);
  expect(pids.filter(isRunning)).toEqual([]);
});

test("exchanged sides: the faster candidate passes", async () => {
  const cwd = folderWithServer();
  const exchanged = ["--baseline", serving(60), "--candidate", serving(2)];
  const other = await gate([...exchanged, ...QUICK, ...FEW], cwd);
  expect([0, 3], other.stdout).toContain(other.exitCode);
  if (!isSpoiled(other.result)) expect(other.result.verdict.answer).toBe("pass");
});

test("a candidate that answers errors faster fails, and the failure is confirmed by fresh pairs of the metric that failed", async () => {
  const cwd = folderWithServer();
  const sides = ["--baseline", serving(20), "--candidate", serving(5, 0.4)];
  const reports = ["--report", "junit=ci/junit.xml", "--report", "markdown=ci/summary.md"];
  const { exitCode, stdout, result } = await gate(
    [...sides, ...QUICK, ...FEW, "--confirm", "--json", ...reports],
    cwd,
  );
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(result)));
  expect(exitCode).not.toBe(0);
  const answer = result.verdict.answer.toUpperCase();
  expect(readFileSync(join(cwd, "ci/summary.md"), "utf8")).toContain(`### Performance gate: ${answer}`);
  expect(readFileSync(join(cwd, "ci/junit.xml"), "utf8")).toMatch(
    /<testcase classname="plimsoll.gate" name="errors"/,
  );
  if (isSpoiled(result)) return;
  expect(result.verdict.answer).toBe("fail");
  expect(exitCode).toBe(1);
  expect(result.metrics.find(({ figure }) => figure === "errors")?.answer).toBe("fail");
  expect(result.confirmation?.metrics.map(({ figure }) => figure)).toEqual(["errors"]);
  const seeds = (stage: string) =>
    result.pairs.filter((pair) => pair.stage === stage).map(({ seed }) => seed);
  expect(seeds("confirmation").filter((seed) => seeds("gate").includes(seed))).toEqual([]);
});

test.each([
  [
    "never listens",
    "echo loading the model; sleep 60 # {port}",
    /the server of the candidate did not get ready within 1 s \(nothing listens on port \d+\); its last lines: loading the model/,
  ],
  [
    "ends",
    "echo no such model >&2; exit 3 # {port}",
    /the command of the candidate ended with exit code 3 before its server was ready; its last lines: no such model/,
  ],
])(
  "a server that %s: exit code 4 with its last lines, and nothing is left running",
  async (_, command, message) => {
    const cwd = folderWithServer();
    const args = [
      "gate",
      "--baseline",
      serving(0),
      "--candidate",
      command,
      ...QUICK,
      "--ready-timeout",
      "1s",
    ];
    const { exitCode, stderr } = await plimsoll([...args, "--out", "out"], cwd);
    expect(exitCode, stderr).toBe(4);
    expect(stderr).toMatch(message);
    expect(stderr).toContain(`plimsoll gate --resume ${join(cwd, "out")} goes on`);
    expect(readFileSync(join(cwd, "pids"), "utf8").trim().split("\n").map(Number).filter(isRunning)).toEqual(
      [],
    );
  },
);

test("what cannot be gated is refused at once, with every problem and its cure", async () => {
  const cwd = tempFolder();
  const refused = async (...args: string[]) => {
    const { exitCode, stderr } = await plimsoll(["gate", ...args], cwd);
    expect(exitCode, stderr).toBe(2);
    return stderr;
  };
  const urls = ["--baseline-url", "http://127.0.0.1:9", "--candidate-url", "http://127.0.0.1:9"];
  expect(await refused(...urls, "--pairs", "5")).toContain(
    "--pairs 5 can show nothing with --alpha 5.0 %, 2 looks and 3 metrics (p50, p95, errors): even if all said the same, that would not be rare enough by chance; 7 pairs are needed",
  );
  const both = await refused("--baseline-url", "http://127.0.0.1:9", "--baseline", "--max-batch 8");
  expect(both).toContain("--baseline-url and --baseline are both given");
  expect(both).toContain("there is no candidate: neither --candidate-url nor --candidate is given");
  expect(await refused(...urls, "--metric", "p51", "--metric", "inFlight")).toMatch(/p51[\s\S]*inFlight/);
  expect(await refused("--baseline", "node server.cjs", "--candidate", "--rate 5")).toMatch(
    /--baseline has no \{port\}[\s\S]*--candidate: --rate: sides differ in the server/,
  );
  expect(await refused(...urls, "--report", "junit=.")).toMatch(/ cannot be written: EISDIR/);
  expect(await refused(...urls, "--report", "junit=one", "--report", "markdown=one")).toContain(
    "expected a file of its own for each",
  );
  expect(readdirSync(cwd)).toEqual([]);
});

test("an interrupted gate claims nothing, and goes on where it was", async () => {
  const cwd = folderWithServer();
  const args = [
    "--baseline",
    serving(2),
    "--candidate",
    serving(40),
    ...QUICK,
    "--pairs",
    "4",
    "--max-pairs",
    "4",
  ];
  const { child, finished, stderrSoFar } = start(["gate", ...args, "--out", "out"], cwd);
  while (!stderrSoFar().includes("pair   2")) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill("SIGINT");
  const { exitCode, stdout, stderr } = await finished;
  expect(exitCode, stderr).toBe(130);
  expect(stdout).toContain("It was interrupted after");
  const before = readResultFile(join(cwd, "out"), "gate");
  expect(before).toMatchObject({ partial: true, verdict: { answer: "inconclusive" } });
  const resumed = await plimsoll(["gate", "--resume", "out"], cwd);
  const after = readResultFile(join(cwd, "out"), "gate");
  expect([1, 3], resumed.stderr).toContain(resumed.exitCode);
  expect(after.partial).toBe(false);
  expect(after.pairs.slice(0, before.pairs.length)).toEqual(before.pairs);
  const other = await plimsoll(["sweep", "--resume", "out"], cwd);
  expect(other).toMatchObject({ exitCode: 2 });
  expect(other.stderr).toContain("out holds a gate, and no sweep");
  await expectSpoiltToBeRefused("gate", cwd, "out");
});

test("two settings of the embedded server, at a share of what the baseline takes", async () => {
  const cwd = tempFolder();
  const length = ["--duration", "600ms", "--warmup", "200ms", "--cooldown", "0s"];
  const args = ["--baseline", "--max-batch 32", "--candidate", "--max-batch 1", "--metric", "p50:100%"];
  const out = ["--alpha", "40%", "--pairs", "3", "--max-pairs", "3", "--out", "out"];
  const { exitCode, stdout, stderr } = await plimsoll(["gate", ...args, ...length, ...out], cwd);
  if (!existsSync(join(cwd, "out", "result.json"))) {
    // The machine spoiled the run that shows the capacity, twice.
    expect(exitCode, stderr).toBe(3);
    expect(stderr).toContain("the rate is a share of the baseline's capacity");
    return;
  }
  const result = readResultFile(join(cwd, "out"), "gate");
  expect(result.differences).toEqual([{ what: "max batch", baseline: "32", candidate: "1" }]);
  expect(result.load.plannedPerSec).toBeCloseTo(0.7 * (result.load.capacityPerSec ?? 0), -1);
  expect(stdout).toContain("max batch: 32 → 1");
});

function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

test("a stored baseline: other traffic is refused with both, another machine too, and what it cannot know is said", async () => {
  const cwd = folderWithServer();
  const url = await httpServer((request, response) => {
    request.resume();
    setTimeout(() => response.end("{}"), 5);
  });
  const traffic = [
    "--rate",
    "60",
    "--target",
    "http-json",
    "--body",
    "{}",
    "--timeout",
    "2s",
    "--lateness",
    "1000ms,100%",
  ];
  const length = ["--duration", "300ms", "--warmup", "100ms"];
  const stored: string[] = [];
  for (let seed = 11; stored.length < 4 && seed < 30; seed++) {
    const out = `stored-${seed}`;
    await plimsoll(
      ["run", "steady", "--url", url, ...traffic, ...length, "--seed", String(seed), "--out", out],
      cwd,
    );
    if (readResultFile(join(cwd, out), "run").verdict.valid) stored.push(out);
  }
  const beside = [...stored.flatMap((folder) => ["--baseline-results", folder]), "--candidate-url", url];
  const own = ["--metric", "p50:100%", "--cooldown", "0s"];
  const pairs = ["--alpha", "30%", "--pairs", "4", "--max-pairs", "4", "--no-confirm"];
  const refused = async (...args: string[]) => {
    const { exitCode, stderr } = await plimsoll(["gate", ...beside, ...own, ...args], cwd);
    expect(exitCode, stderr).toBe(2);
    return stderr;
  };
  expect(await refused(...traffic, ...pairs, "--duration", "1s", "--warmup", "100ms")).toMatch(
    /stored-\d+ met other traffic: .*"measureMs":300[\s\S]*this gate has .*"measureMs":1000/,
  );
  expect(await refused(...pairs)).toContain("--baseline-results without traffic");
  expect(
    await refused(
      ...traffic,
      ...length,
      "--alpha",
      "1%",
      "--pairs",
      "8",
      "--max-pairs",
      "8",
      "--anchor",
      stored[0] ?? "",
    ),
  ).toContain("can show nothing");
  // A run of another machine.
  const [first = ""] = stored;
  const file = join(cwd, first, "result.json");
  const { environment, ...rest } = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...rest, environment: { ...environment, cpu: "another processor" } }));
  expect(await refused(...traffic, ...length, ...pairs)).toMatch(/: cpu was another processor, and is /);
  const across = [...beside, ...own, ...traffic, ...length, ...pairs, "--across-environments"];
  const { result, stdout, exitCode } = await gate(across, cwd);
  expect([0, 3], stdout).toContain(exitCode);
  expect(result.baseline.by).toBe("results");
  expect(result.caveats[0]).toMatch(/^The baseline is 4 stored runs of which the last began at /);
  expect(result.differences.map(({ what }) => what)).toContain("machine: cpu");
  expect(result.pairs).toHaveLength(4);
});
