import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { chatEvents, DONE } from "../targets/openai-server.ts";
import { readResult, start, tempFolder } from "./plimsoll.ts";
import { httpServer } from "./targets.ts";

/** Runs the command line, and stops it for a while again and again until it ends. */
async function stoppedAgainAndAgain(args: readonly string[], stopMs: number, everyMs: number) {
  const cwd = tempFolder();
  const { child, finished } = start(["run", ...args, "--warmup", "0s", "--out", "out"], cwd);
  let isRunning = true;
  void finished.then(() => {
    isRunning = false;
  });
  while (isRunning && !existsSync(join(cwd, "out/latency.hlog"))) await sleep(20);
  while (isRunning) {
    await sleep(everyMs - stopMs);
    child.kill("SIGSTOP");
    await sleep(stopMs);
    child.kill("SIGCONT");
  }
  return { ...(await finished), result: readResult(join(cwd, "out")) };
}

test("a client that is stopped while answers come is not judged by its own waits, however short each stop", async () => {
  const url = await httpServer((_, response) => setTimeout(() => response.end("ok"), 200));
  const load = ["--target", "http-json", "--url", url, "--arrivals", "constant", "--rate", "25"];
  const { result, exitCode, stdout } = await stoppedAgainAndAgain(
    [...load, "--duration", "12s", "--slo", "p95<=225ms"],
    90,
    500,
  );
  expect(result.slo[0]).toMatchObject({ objective: "p95<=225ms", holds: null });
  expect(result.verdict.valid).toBe(false);
  expect(result.latencyMs.response.spoiled.p95).toBeGreaterThan(10);
  expect(result.latencyMs.service.spoiled.p95).toBeGreaterThan(10);
  expect(stdout).toMatch(/\d\*.*\n[\s\S]*spoiled by lateness of the generator or its machine/);
  expect(exitCode).toBe(3);
});

test("nor by its time to the first token, of answers so long that their p99 does not show it", async () => {
  const url = await httpServer((request, response) => {
    request.resume();
    if (request.method === "GET") return response.writeHead(404).end();
    setTimeout(() => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(chatEvents.chunk({ content: "a" }));
    }, 30);
    const end = [
      chatEvents.chunk({ content: " b" }),
      chatEvents.chunk({}, "length"),
      chatEvents.usage(7, 2),
      DONE,
    ];
    setTimeout(() => response.end(end.join("")), 2500);
  });
  const load = ["--target", "openai-chat", "--url", `${url}/v1`, "--model", "m", "--arrivals", "constant"];
  const { result, exitCode } = await stoppedAgainAndAgain(
    [...load, "--rate", "50", "--duration", "14s", "--slo", "ttft.p99<=45ms"],
    95,
    1000,
  );
  expect(result.latencyMs.ttft?.p99).toBeGreaterThan(45);
  expect(result.slo[0]).toMatchObject({ objective: "ttft.p99<=45ms", holds: null });
  expect(result.latencyMs.ttft?.spoiled).toHaveProperty("p99");
  expect(result.latencyMs.response.spoiled).not.toHaveProperty("p50");
  expect(exitCode).toBe(3);
});
