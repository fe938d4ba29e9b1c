import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MAIN, plimsoll, readResult, start, tempFolder } from "./plimsoll.ts";
import { httpServer } from "./targets.ts";

/** Words of a run against a server. */
const runAt = (url: string, { rate = "40", duration = "1s" } = {}) => {
  const load = ["--arrivals", "constant", "--rate", rate, "--duration", duration, "--warmup", "0s"];
  return ["run", "steady", "--target", "http-json", "--url", url, ...load];
};

/** A server that counts what it is asked. */
async function countingServer() {
  const counts = { asked: 0 };
  const url = await httpServer((_, response) => {
    counts.asked++;
    response.end("{}");
  });
  return { url, counts };
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries === 1000) throw new Error("what was waited for did not come");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("two runs that begin in the same second have a folder each", async () => {
  const cwd = tempFolder();
  const { url } = await countingServer();
  const rates = ["30", "60", "90"];
  const runs = rates.map((rate) => plimsoll(runAt(url, { rate }), cwd));
  await Promise.all(runs);
  const planned = readdirSync(join(cwd, "reports")).map(
    (name) => readResult(join(cwd, "reports", name)).load.plannedPerSec,
  );
  expect(planned.sort((a, b) => Number(a) - Number(b))).toEqual([30, 60, 90]);
});

test("a run into a folder in which another one writes is refused before any load", async () => {
  const cwd = tempFolder();
  const first = await countingServer();
  const other = await countingServer();
  const { child, finished } = start([...runAt(first.url, { duration: "60s" }), "--out", "o"], cwd);
  await until(() => existsSync(join(cwd, "o", "latency.hlog")));
  const refused = await plimsoll([...runAt(other.url), "--out", "o"], cwd);
  expect(refused.stderr).toMatch(/process \d+ is writing into folder .*o\n.*another --out/);
  expect(refused.exitCode).toBe(2);
  expect(other.counts.asked).toBe(0);
  child.kill("SIGINT");
  expect((await finished).exitCode).toBe(130);
  expect(readResult(join(cwd, "o")).target.url).toContain(first.url);
});

test("results of an earlier run are set aside, whole, and the user is told where", async () => {
  const cwd = tempFolder();
  const { url } = await countingServer();
  const at = (rate: string) => plimsoll([...runAt(url, { rate }), "--out", "o"], cwd);
  await at("30");
  const before = ["result.json", "report.html", "latency.hlog"].map((name) =>
    readFileSync(join(cwd, "o", name)),
  );
  const { stderr } = await at("60");
  expect(stderr).toContain(`the results of an earlier run are in ${join(cwd, "o", "earlier-1")} now`);
  const aside = ["result.json", "report.html", "latency.hlog"].map((name) =>
    readFileSync(join(cwd, "o", "earlier-1", name)),
  );
  expect(aside).toEqual(before);
  expect(readResult(join(cwd, "o")).load.plannedPerSec).toBe(60);
});

test("a killed run leaves nothing of the run before beside its own log, and its folder can be used again", async () => {
  const cwd = tempFolder();
  const { url } = await countingServer();
  const args = [...runAt(url), "--out", "o"];
  await plimsoll(args, cwd);
  const { child, finished } = start([...runAt(url, { duration: "60s" }), "--out", "o"], cwd);
  await until(() => existsSync(join(cwd, "o", "earlier-1", "result.json")));
  await until(() => existsSync(join(cwd, "o", "latency.hlog")));
  child.kill("SIGKILL");
  await finished;
  expect(readdirSync(join(cwd, "o")).sort()).toEqual(["earlier-1", "latency.hlog", "running.lock"]);
  expect([0, 3]).toContain((await plimsoll(args, cwd)).exitCode);
  expect(readdirSync(join(cwd, "o")).sort()).toEqual([
    "earlier-1",
    "earlier-2",
    "latency.hlog",
    "report.html",
    "result.json",
  ]);
});

test("a run that ends before its load leaves the folder as it was", async () => {
  const cwd = tempFolder();
  const url = await httpServer((_, response) => response.writeHead(404).end());
  const args = runAt(url);
  expect((await plimsoll([...args, "--out", "new"], cwd)).exitCode).toBe(4);
  expect(existsSync(join(cwd, "new"))).toBe(false);
  mkdirSync(join(cwd, "old"));
  writeFileSync(join(cwd, "old", "result.json"), "kept");
  expect((await plimsoll([...args, "--out", "old"], cwd)).exitCode).toBe(4);
  expect(readdirSync(join(cwd, "old"))).toEqual(["result.json"]);
});

test.skipIf(process.getuid?.() === 0)(
  "a folder that cannot be written is refused before any load",
  async () => {
    const cwd = tempFolder();
    const { url, counts } = await countingServer();
    mkdirSync(join(cwd, "o"), { mode: 0o555 });
    const { exitCode, stderr } = await plimsoll([...runAt(url), "--out", "o"], cwd);
    expect(stderr).toMatch(/folder .*o cannot be written: EACCES/);
    expect(exitCode).toBe(2);
    expect(counts.asked).toBe(0);
  },
);

test("a sweep beside which another one is resumed goes on alone", async () => {
  const cwd = tempFolder();
  const { url } = await countingServer();
  const sweep = ["sweep", "--url", url, "--target", "http-json", "--body", "{}", "--concurrency", "1,2"];
  const { child, finished } = start([...sweep, "--duration", "60s", "--warmup", "0s", "--out", "s"], cwd);
  await until(() => existsSync(join(cwd, "s", "points")) && readdirSync(join(cwd, "s", "points")).length > 0);
  const beside = await plimsoll(["sweep", "--resume", "s"], cwd);
  expect(beside.stderr).toMatch(/process \d+ is writing into folder .*s\n/);
  expect(beside.exitCode).toBe(2);
  child.kill("SIGINT");
  expect((await finished).exitCode).toBe(130);
  expect(readdirSync(join(cwd, "s"))).not.toContain("running.lock");
});

test("Ctrl-C in the pause before a point is heard at once", async () => {
  const cwd = tempFolder();
  const { url, counts } = await countingServer();
  const sweep = ["sweep", "--url", url, "--target", "http-json", "--body", "{}", "--concurrency", "1,2"];
  const { child, finished } = start([...sweep, "--cooldown", "10m", "--out", "s"], cwd);
  await until(() => existsSync(join(cwd, "s", "plan.json")));
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill("SIGINT");
  expect((await finished).exitCode).toBe(130);
  expect(counts.asked).toBe(0);
});

test("a full disk does not take the result of a finished run: the summary comes first, and the sentence says what to do", async () => {
  const cwd = tempFolder();
  const { url } = await countingServer();
  const words = [process.execPath, MAIN, ...runAt(url), "--out", "o"].map((word) => `'${word}'`).join(" ");
  // The limit of a file's size, in blocks of 1 KiB, stands in for the end of the disk.
  const shell = await new Promise<{ status: unknown; stdout: string; stderr: string }>((resolve) =>
    execFile("bash", ["-c", `ulimit -f 8; exec ${words}`], { cwd }, (error, stdout, stderr) =>
      resolve({ status: error?.code, stdout, stderr }),
    ),
  );
  expect(shell.stdout).toMatch(/VALID +steady/);
  expect(shell.stderr).toMatch(
    /result\.json cannot be written: EFBIG.*\n.*free space, or choose another --out/,
  );
  expect(shell.stderr).not.toMatch(/ {4}at /);
  expect(shell.status).toBe(2);
  expect(readdirSync(join(cwd, "o"))).toEqual(["latency.hlog"]);
});

test.runIf(process.platform === "linux")(
  "a folder where none can be made is refused, and does not hang",
  async () => {
    const { exitCode, stderr } = await plimsoll(["run", "steady", "--out", "/proc/none/out"], tempFolder());
    expect(stderr).toContain("folder /proc/none/out cannot be made: ENOENT");
    expect(exitCode).toBe(2);
  },
);
