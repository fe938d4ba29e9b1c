import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { isLocal } from "../../../src/commands/target/target-location.ts";

test.each([
  ["http://127.0.0.1:8000", true],
  ["http://127.8.8.8/v2", true],
  ["http://[::1]:8000", true],
  ["http://0.0.0.0:8000", true],
  ["http://localhost", true],
  ["http://192.0.2.1:8000", false], // RFC 5737: never anybody's address
  ["http://[2001:db8::1]", false],
])("%s shares this machine: %s", async (url, local) => {
  expect(await isLocal(url)).toBe(local);
});

test("every address of an interface is this machine's", async () => {
  const addresses = Object.values(networkInterfaces()).flatMap((found = []) => found);
  expect(addresses.length).toBeGreaterThan(0);
  for (const { address, family } of addresses) {
    expect(await isLocal(family === "IPv6" ? `http://[${address}]:1` : `http://${address}:1`)).toBe(true);
  }
});

test("a name that leads nowhere is not known", async () => {
  expect(await isLocal("http://no-such-host.invalid:8000")).toBeNull();
});
