import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { exitCodeBy, plimsoll, readResult, tempFolder } from "./plimsoll.ts";

/** A server that answers after 10 ms, and is gone a while after its first request. */
async function mortal(livesMs: number): Promise<string> {
  let dying: NodeJS.Timeout | undefined;
  const server = createServer((request, response) => {
    dying ??= setTimeout(() => {
      server.close();
      server.closeAllConnections();
    }, livesMs);
    request.resume();
    setTimeout(() => response.end("{}"), 10);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    clearTimeout(dying);
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
}

test.each([
  ["--rate", "50"],
  ["--concurrency", "2"],
])(
  "a server that goes for good is told from scattered failures, in the first line and by the exit code (%s)",
  async (...load) => {
    const cwd = tempFolder();
    const url = await mortal(4000);
    const args = ["run", "steady", "--url", url, "--target", "http-json", "--body", "{}", ...load];
    const more = ["--warmup", "0s", "--duration", "7s", "--timeout", "1s", "--out", "out"];
    const { exitCode, stdout } = await plimsoll([...args, ...more], cwd);
    const result = readResult(join(cwd, "out"));
    const { outage } = result.requests;
    expect(outage).toMatchObject({ toEnd: true });
    expect(outage?.fromMs).toBeGreaterThan(0);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("to the end of the measured part");
    expect(stdout).toMatch(result.verdict.valid ? /^OBJECTIVE MISSED / : /^INVALID /);
    expect(exitCode).toBe(exitCodeBy(result));
    expect(exitCode).not.toBe(0);
  },
);
