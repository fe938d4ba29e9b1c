import { existsSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, PlimsollError, run } from "plimsoll";
import { expect, test } from "vitest";
import { tempFolder } from "./plimsoll.ts";
import { deadUrl, httpServer } from "./targets.ts";

test("a program runs what the command line runs, and hears of every second", async () => {
  const url = await httpServer((_, response) => response.end("ok"));
  const out = join(tempFolder(), "out");
  const seconds: number[] = [];
  const options = defineConfig({
    scenario: "steady",
    target: "http-json",
    url,
    rate: 100,
    duration: "2s",
    warmup: "1s",
    out,
  });
  const { result, folder } = await run(options, undefined, {
    onWindow: (window) => seconds.push(window.startMs),
  });
  expect(result.requests.ok).toBe(result.requests.scheduled);
  expect(result.endpoints).toEqual([]);
  expect(seconds.slice(0, 3)).toEqual([0, 1000, 2000]);
  expect(existsSync(join(folder, "report.html"))).toBe(true);
});

test("a program gets an error with the exit code of the command line", async () => {
  const refused = run({ target: "http-json", url: await deadUrl(), out: tempFolder() });
  await expect(refused).rejects.toBeInstanceOf(PlimsollError);
  await expect(refused).rejects.toMatchObject({ exitCode: 4 });
});
