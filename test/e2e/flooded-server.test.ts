import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readResult, start, tempFolder } from "./plimsoll.ts";

// What becomes of the embedded server, and of a run against it, while others send it far more than it can answer.

async function serve(cwd: string) {
  const server = start(["serve", "--model", "digits", "--port", "0", "--json"], cwd);
  await expect.poll(server.stdoutSoFar, { timeout: 20_000 }).toContain("url");
  const { url } = JSON.parse(server.stdoutSoFar()) as { url: string };
  return { ...server, url };
}

/** Requests that nobody takes answers of, bodies that never end, heads that never end, and bytes that are no HTTP. */
function flood(url: string): Promise<unknown> {
  const head = "POST /v2/models/digits/infer HTTP/1.1\r\nhost: localhost\r\n";
  const sent = [
    ...new Array(30).fill("GET /v2 HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(20_000)),
    ...new Array(30).fill(`${head}content-length: 1000000\r\n\r\n${" ".repeat(900_000)}`),
    ...new Array(30).fill(`${head}x: `),
    ...new Array(30).fill(`${head}transfer-encoding: chunked\r\n\r\nnonsense`),
  ].map(
    (text) =>
      new Promise<Socket>((resolve) => {
        const socket = connect({ port: Number(new URL(url).port), host: "127.0.0.1" });
        onTestFinished(() => {
          socket.destroy();
        });
        socket.on("error", () => {});
        socket.pause();
        socket.once("connect", () => resolve(socket));
        socket.write(text);
      }),
  );
  return Promise.all(sent);
}

test.each(["SIGTERM", "SIGINT"] as const)("a flooded server ends at %s, with exit code 0", async (signal) => {
  const { url, child, finished } = await serve(tempFolder());
  await flood(url);
  child.kill(signal);
  const { exitCode, stderr } = await finished;
  expect(stderr).not.toMatch(/fault of its own|Error/);
  expect(exitCode).toBe(0);
});

test("a run against a flooded server counts every request once, and ends at Ctrl-C", async () => {
  const cwd = tempFolder();
  const { url } = await serve(cwd);
  const run = (...more: string[]) =>
    start(
      [
        "run",
        "steady",
        "--url",
        url,
        "--rate",
        "40",
        "--warmup",
        "0s",
        "--timeout",
        "2s",
        "--out",
        "out",
        ...more,
      ],
      cwd,
    );
  const { child, finished, stderrSoFar } = run("--duration", "60s");
  await expect.poll(stderrSoFar, { timeout: 20_000 }).toMatch(/planned for|in flight for/);
  await flood(url);
  await new Promise((resolve) => setTimeout(resolve, 4000));
  child.kill("SIGINT");
  const { exitCode } = await finished;
  expect(exitCode).toBe(130);
  const { requests, partial } = readResult(join(cwd, "out"));
  expect(partial).toBe(true);
  expect(requests.ok).toBeGreaterThan(0);
  const outcomes = Object.values(requests.byOutcome).reduce((sum, count) => sum + count, 0);
  expect(outcomes).toBe(requests.scheduled);
});
