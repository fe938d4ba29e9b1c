import { expect, it } from "vitest";
import { chooseDriver } from "../../../src/commands/run/choose-driver.ts";

const job = (timeoutMs: number) =>
  ({
    load: { kind: "closed", concurrency: 4 },
    prepared: { version: "1.1", tokens: undefined, judgedAsText: true, requests: [{}] },
    address: { hostname: "127.0.0.1", port: 1 },
    others: [],
    workers: 1,
    timeoutMs,
  }) as unknown as Parameters<typeof chooseDriver>[1];

it("drives by itself, and leaves a loop to autocannon only where that is asked for and can be right", () => {
  expect(chooseDriver(undefined, job(1000), "1").name).toBe("plimsoll 1");
  expect(chooseDriver("autocannon", job(1000), "1").name).toMatch(/^autocannon/);
  expect(() => chooseDriver("autocannon", job(999), "1")).toThrow(/its shortest timeout is 1 s/);
});

it("refuses autocannon for payloads that are drawn by chance: its connections walk one list in lockstep", () => {
  const several = { ...job(1000), prepared: { ...job(1000).prepared, requests: [{}, {}] } } as never;
  expect(() => chooseDriver("autocannon", several, "1")).toThrow(/the same payloads in the same order/);
});
