import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { run } from "../../src/commands/run.ts";
import { createHost } from "../../src/host/real-host.ts";
import { plimsoll, readResult, start, tempFolder } from "./plimsoll.ts";
import { httpServer } from "./targets.ts";

const DRIVERS = ["plimsoll", "autocannon"] as const;
const codes = (folder: string) => readResult(folder).verdict.reasons.map(({ code }) => code);

test.each(DRIVERS)(
  "a closed loop of %s whose generator stood still is INVALID: the machine stalled",
  async (driver) => {
    const url = await httpServer((_, response) => setTimeout(() => response.end("ok"), 20));
    const cwd = tempFolder();
    const args = ["run", "--target", "http-json", "--url", url, "--concurrency", "4", "--driver", driver];
    const { child, finished } = start([...args, "--warmup", "0s", "--duration", "5s", "--out", "out"], cwd);
    while (!existsSync(join(cwd, "out/latency.hlog"))) await sleep(50);
    await sleep(1000);
    child.kill("SIGSTOP");
    await sleep(2000);
    child.kill("SIGCONT");
    const { exitCode } = await finished;
    expect(codes(join(cwd, "out"))).toContain("machine-stalls");
    expect(exitCode).toBe(3);
  },
);

test("a saturated generator is INVALID, also where a request that hangs makes the drain long", async () => {
  const body = JSON.stringify({ ok: 1, data: Array.from({ length: 200_000 }, (_, i) => i * 1.1) });
  let asked = 0;
  const url = await httpServer((_, response) => {
    if (++asked === 20) return;
    response.setHeader("content-length", body.length);
    response.end(body);
  });
  const cwd = tempFolder();
  const load = ["--concurrency", "8", "--warmup", "0s", "--duration", "4s", "--timeout", "12s"];
  const args = [
    "run",
    "--target",
    "http-json",
    "--url",
    url,
    "--check",
    "$.ok == 1",
    ...load,
    "--out",
    "out",
  ];
  const { exitCode } = await plimsoll(args, cwd);
  const { generator, requests } = readResult(join(cwd, "out"));
  expect(requests.byOutcome.timeout).toBe(1);
  expect(generator?.observedMs).toBeGreaterThan(8000);
  expect(generator?.watchedMs).toBeLessThan(5000);
  expect(codes(join(cwd, "out"))).toContain("generator-busy");
  expect(exitCode).toBe(3);
});

test("a worker that breaks loses nothing that was measured: partial, INVALID, with a report, and exit code 70", async () => {
  const url = await httpServer((_, response) => response.end("ok"));
  const cwd = tempFolder();
  writeFileSync(
    join(cwd, "break.cjs"),
    `const { isMainThread, workerData } = require("node:worker_threads");
     if (!isMainThread && workerData?.stripe !== undefined)
       setTimeout(() => { throw new Error("the worker broke"); }, 2500);`,
  );
  const args = ["run", "--target", "http-json", "--url", url, "--arrivals", "constant", "--rate", "50"];
  const { exitCode, stderr } = await plimsoll(
    [...args, "--warmup", "0s", "--duration", "8s", "--out", "out"],
    cwd,
    { NODE_OPTIONS: `--require ${join(cwd, "break.cjs")}` },
  );
  const result = readResult(join(cwd, "out"));
  expect(exitCode).toBe(70);
  expect(stderr).toMatch(/internal error[\s\S]*the worker broke/);
  expect(result.partial).toBe(true);
  expect(result.requests.ok).toBeGreaterThan(10);
  expect(codes(join(cwd, "out"))).toContain("internal-fault");
  expect(existsSync(join(cwd, "out/report.html"))).toBe(true);
});

test.each(DRIVERS)(
  "Ctrl-C before the first request is heard by %s, and the partial run has its true time",
  async (driver) => {
    const url = await httpServer((_, response) => response.end("ok"));
    const interrupt = new AbortController();
    const out = join(tempFolder(), "out");
    const options = { target: "http-json", url, concurrency: "2", duration: "30s", driver, out } as const;
    const before = Date.now();
    const { result, exitCode } = await run(options, createHost(interrupt.signal), {
      onReady: () => interrupt.abort(),
    });
    expect(exitCode).toBe(130);
    expect(result.partial).toBe(true);
    expect(result.requests.scheduled).toBe(0);
    expect(Math.abs(Date.parse(result.startedAt) - before)).toBeLessThan(60_000);
    expect(BigInt(result.startedMonotonicNs)).toBeGreaterThan(0n);
  },
);

test("an interrupted run offers no request in its last second that never came due", async () => {
  const url = await httpServer((_, response) => response.end("ok"));
  const cwd = tempFolder();
  const args = ["run", "--target", "http-json", "--url", url, "--arrivals", "constant", "--rate", "100"];
  const { child, finished } = start([...args, "--warmup", "0s", "--duration", "20s", "--out", "out"], cwd);
  while (!existsSync(join(cwd, "out/latency.hlog"))) await sleep(50);
  await sleep(2300);
  child.kill("SIGINT");
  await finished;
  const { windows, requests } = readResult(join(cwd, "out"));
  const offered = windows.reduce((sum, window) => sum + window.offered, 0);
  expect(offered).toBe(requests.scheduled);
});

test("a sending thread that hangs on an answer does not hang the run: what was measured is kept, with exit 70", async () => {
  // The pattern of --check takes for ever on this text, which comes once the load runs.
  const endless = JSON.stringify({ x: `${"a".repeat(60)}c` });
  let answered = 0;
  const url = await httpServer((request, response) => {
    request.resume().on("end", () => response.end(++answered === 60 ? endless : '{"x":"ab"}'));
  });
  const args = [
    "run",
    "--target",
    "http-json",
    "--url",
    url,
    "--body",
    "{}",
    "--check",
    "match($.x, '(a+)+b')",
  ];
  const load = [
    "--arrivals",
    "constant",
    "--rate",
    "50",
    "--workers",
    "2",
    "--duration",
    "3s",
    "--warmup",
    "0s",
  ];
  const cwd = tempFolder();
  const { exitCode, stderr } = await plimsoll([...args, ...load, "--out", "out"], cwd);
  expect(exitCode, stderr).toBe(70);
  expect(stderr).toContain("has not reported for 10 s");
  const { partial, requests, verdict } = readResult(join(cwd, "out"));
  expect(partial).toBe(true);
  expect(requests.ok).toBeGreaterThan(20);
  expect(verdict.valid).toBe(false);
  expect(existsSync(join(cwd, "out/report.html"))).toBe(true);
});
