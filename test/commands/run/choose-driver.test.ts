import { expect, it } from "vitest";
import { chooseDriver } from "../../../src/commands/run/choose-driver.ts";

const job = (timeoutMs: number) =>
  ({
    load: { kind: "closed", concurrency: 4 },
    prepared: { version: "1.1", tokens: undefined, judgedAsText: true },
    address: { hostname: "127.0.0.1", port: 1 },
    others: [],
    workers: 1,
    timeoutMs,
  }) as unknown as Parameters<typeof chooseDriver>[1];

it("leaves a loop to autocannon, and none with a timeout that autocannon refuses", () => {
  expect(chooseDriver(undefined, job(1000), "1").name).toMatch(/^autocannon/);
  expect(chooseDriver(undefined, job(999), "1").name).toBe("plimsoll 1");
  expect(() => chooseDriver("autocannon", job(999), "1")).toThrow(/its shortest timeout is 1 s/);
});
