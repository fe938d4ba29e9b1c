import { join } from "node:path";
import { expect, test } from "vitest";
import { plimsoll, readResult, tempFolder } from "./plimsoll.ts";
import { httpServer } from "./targets.ts";

/** A server with one place, first come first served, of so many ms a request; it drops what nobody waits for any more. */
function onePlace(serviceMs: number): Promise<string> {
  const waiting: { gone: boolean; end(): void }[] = [];
  let isBusy = false;
  const next = (): void => {
    const request = waiting.shift();
    isBusy = request !== undefined;
    if (request?.gone) next();
    else if (request !== undefined)
      setTimeout(() => {
        request.end();
        next();
      }, serviceMs);
  };
  return httpServer((_, response) => {
    const request = { gone: false, end: () => response.end("ok") };
    response.on("close", () => {
      request.gone = true;
    });
    waiting.push(request);
    if (!isBusy) next();
  });
}

test("a server of 10 requests a second that is asked for 20, with a timeout, is overloaded, and its times are those of survivors", async () => {
  const url = await onePlace(100);
  const cwd = tempFolder();
  const load = [
    "--arrivals",
    "poisson",
    "--rate",
    "20",
    "--warmup",
    "2s",
    "--duration",
    "12s",
    "--timeout",
    "1s",
  ];
  const args = ["run", "--target", "http-json", "--url", url, ...load, "--out", "out"];
  const { exitCode, stdout } = await plimsoll(args, cwd);
  const { verdict, requests } = readResult(join(cwd, "out"));
  expect(requests.byOutcome.timeout / requests.scheduled).toBeGreaterThan(0.2);
  expect(verdict.reasons.map(({ code }) => code)).toContain("overloaded");
  expect(stdout).toMatch(/of survivors: .* timed out, and stand in none of these\s+times/);
  expect(exitCode).toBe(3);
});
