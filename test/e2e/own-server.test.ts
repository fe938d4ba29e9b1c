import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { slowModel } from "../onnx/slow-model.ts";
import { installedAt, MAIN, readResult, start, tempFolder } from "./plimsoll.ts";

// What becomes of a run when the server that it started itself dies, hangs or computes for ever.

const RUN = ["run", "steady", "--rate", "50", "--warmup", "0s", "--out", "out"];

/** The process id of the embedded server of a running Plimsoll. */
async function serverOf(pid: number | undefined): Promise<number> {
  await expect.poll(() => childrenOf(pid).some(isServer), { timeout: 20_000, interval: 10 }).toBe(true);
  return childrenOf(pid).find(isServer) as number;
}

function childrenOf(pid: number | undefined): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number),
  );
}

function isServer(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes("serve");
}

function isAlive(pid: number): boolean {
  try {
    // A zombie has ended, and waits for whoever adopts it.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

const running = (stderr: () => string) =>
  expect.poll(stderr, { timeout: 20_000 }).toMatch(/planned for|in flight for/);
/** Resolves when the first seconds of a run are in its log. */
const measuring = (folder: string) =>
  expect
    .poll(
      () =>
        existsSync(join(folder, "latency.hlog")) &&
        readFileSync(join(folder, "latency.hlog"), "utf8")
          .split("\n")
          .filter((line) => /^\d/.test(line)).length,
      { timeout: 60_000 },
    )
    .toBeGreaterThan(1);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("an embedded server that dies in mid-run makes the run INVALID, with since when, how, and what was measured", async () => {
  const cwd = tempFolder();
  const { child, finished } = start([...RUN, "--duration", "60s"], cwd);
  await measuring(join(cwd, "out"));
  process.kill(await serverOf(child.pid), "SIGKILL");
  const { exitCode, stdout } = await finished;
  expect(exitCode).toBe(3);
  expect(stdout).toContain("INVALID");
  const { verdict, requests, measuredMs } = {
    ...readResult(join(cwd, "out")),
    ...readResult(join(cwd, "out")).load,
  };
  expect(verdict.valid).toBe(false);
  const [reason] = verdict.reasons;
  expect(reason?.code).toBe("server-died");
  expect(reason?.message).toMatch(/ended \d+\.\d s after the start, with SIGKILL/);
  expect(requests.ok).toBeGreaterThan(10);
  // Nothing can be learnt any more, so it does not go on for the whole minute.
  expect(measuredMs).toBeLessThan(60_000);
  expect(existsSync(join(cwd, "out/report.html"))).toBe(true);
});

test("a server that is stopped for good is killed after a grace period, and the report is there", async () => {
  const cwd = tempFolder();
  const { child, finished, stderrSoFar } = start([...RUN, "--duration", "2s", "--timeout", "500ms"], cwd);
  await running(stderrSoFar);
  const server = await serverOf(child.pid);
  process.kill(server, "SIGSTOP");
  await finished;
  expect(isAlive(server)).toBe(false);
  expect(existsSync(join(cwd, "out/report.html"))).toBe(true);
});

test("a server that is killed while it starts is told at once, with its signal", async () => {
  const cwd = tempFolder();
  const { child, finished } = start([...RUN, "--duration", "2s"], cwd);
  process.kill(await serverOf(child.pid), "SIGKILL");
  const { exitCode, stderr } = await finished;
  expect(exitCode).toBe(4);
  expect(stderr).toMatch(/embedded server did not start: it ended with SIGKILL/);
  expect(stderr).not.toContain("within 30 s");
});

test("a point of a sweep whose server died is not valid, and is measured again", async () => {
  const cwd = tempFolder();
  const args = [
    "sweep",
    "--concurrency",
    "2",
    "--precision",
    "fp32",
    "--accuracy",
    "any",
    "--duration",
    "3s",
  ];
  const { child, finished } = start(
    [...args, "--batch", "1,2", "--confirm", "0", "--out", "s", "--cooldown", "0s"],
    cwd,
  );
  await expect.poll(() => existsSync(join(cwd, "s/points")), { timeout: 60_000 }).toBe(true);
  await expect.poll(() => readdirSync(join(cwd, "s/points")).length, { timeout: 60_000 }).toBe(1);
  const [point = ""] = readdirSync(join(cwd, "s/points"));
  await measuring(join(cwd, "s/points", point, "attempt-1"));
  process.kill(await serverOf(child.pid), "SIGKILL");
  await finished;
  const attempts = readdirSync(join(cwd, "s/points", point)).map((name) =>
    readResult(join(cwd, "s/points", point, name)),
  );
  expect(attempts[0]?.verdict.reasons.map(({ code }) => code)).toContain("server-died");
  expect(attempts[1]?.partial).toBe(false);
  expect(attempts[1]?.verdict.reasons.map(({ code }) => code)).not.toContain("server-died");
});

test("the embedded server gets no secrets of the environment", async () => {
  const cwd = tempFolder();
  const { child, finished, stderrSoFar } = start([...RUN, "--duration", "2s"], cwd, {
    MY_API_KEY: "SECRET123",
  });
  await running(stderrSoFar);
  const server = await serverOf(child.pid);
  const environment = readFileSync(`/proc/${server}/environ`, "utf8");
  expect(environment).toContain("PATH=");
  expect(environment).not.toContain("SECRET123");
  await finished;
  expect(readResult(join(cwd, "out")).requests.ok).toBeGreaterThan(0);
});

test("an install path with a space and an umlaut works", async () => {
  const cwd = tempFolder();
  writeFileSync(
    join(cwd, "bench.config.ts"),
    'import { defineConfig } from "plimsoll"; export default defineConfig({ rate: 40 });',
  );
  const args = ["run", "steady", "--duration", "1s", "--warmup", "0s", "--out", "out"];
  const { exitCode, stderr } = await start(args, cwd, {}, installedAt(join(cwd, "sp ace ü%41"))).finished;
  expect(stderr).not.toContain("did not start");
  expect([0, 3]).toContain(exitCode);
  expect(readResult(join(cwd, "out")).load.plannedPerSec).toBe(40);
});

function slowFile(cwd: string): string {
  writeFileSync(join(cwd, "slow.onnx"), slowModel(3000));
  return "slow.onnx";
}

test("a second Ctrl-C ends the embedded server too, also in the middle of an inference", async () => {
  const cwd = tempFolder();
  const { child, finished } = start([...RUN, "--model", slowFile(cwd)], cwd);
  const server = await serverOf(child.pid);
  await pause(2000);
  child.kill("SIGINT");
  await pause(200);
  child.kill("SIGINT");
  await finished;
  await expect.poll(() => isAlive(server), { timeout: 5000 }).toBe(false);
});

test("serve ends at the second SIGTERM in the middle of an inference, without a crash", async () => {
  const cwd = tempFolder();
  const { child, finished, stdoutSoFar } = start(
    ["serve", "--model", slowFile(cwd), "--port", "0", "--json"],
    cwd,
  );
  await expect.poll(stdoutSoFar, { timeout: 20_000 }).toContain("url");
  const { url } = JSON.parse(stdoutSoFar()) as { url: string };
  const body = JSON.stringify({ inputs: [{ name: "x", datatype: "FP32", shape: [1, 1], data: [0] }] });
  const headers = { "content-type": "application/json" };
  fetch(`${url}/v2/models/slow/infer`, { method: "POST", headers, body }).catch(() => {});
  await pause(1000);
  child.kill("SIGTERM");
  await pause(500);
  child.kill("SIGTERM");
  const { stderr } = await finished;
  expect(stderr).not.toContain("Napi");
  expect(child.signalCode).not.toBe("SIGABRT");
});

test("--target onnx ends at the second Ctrl-C in the middle of an inference, without a crash", async () => {
  const cwd = tempFolder();
  const { child, finished } = start([...RUN, "--target", "onnx", "--model", slowFile(cwd)], cwd);
  await pause(4000);
  child.kill("SIGINT");
  await pause(300);
  child.kill("SIGINT");
  const { stderr } = await finished;
  expect(stderr).not.toContain("Napi");
  expect(child.signalCode).not.toBe("SIGABRT");
});

test.each([0, 30, 80, 300])(
  "an embedded server whose parent goes away %d ms after it started it ends",
  async (ms) => {
    const child = spawn(process.execPath, [MAIN, "serve", "--json", "--model", "digits", "--port", "0"], {
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    await pause(ms);
    child.disconnect();
    await expect.poll(() => child.exitCode ?? child.signalCode, { timeout: 15_000 }).not.toBeNull();
  },
);

test("an embedded server whose parent was killed ends, also in the middle of an inference", async () => {
  const cwd = tempFolder();
  const { child } = start([...RUN, "--model", slowFile(cwd)], cwd);
  const server = await serverOf(child.pid);
  await pause(2000);
  child.kill("SIGKILL");
  await expect.poll(() => isAlive(server), { timeout: 15_000 }).toBe(false);
});
