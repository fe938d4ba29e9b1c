import dns from "node:dns";
import { createServer } from "node:net";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { chooseIp } from "../../src/transport/choose-ip.ts";
import { failureOf } from "../../src/transport/failure.ts";
import { openAsking } from "./asking.ts";
import { deadAddress, listen, listenRaw } from "./raw-server.ts";

const LIMIT_MS = 10_000;

/** Gives a name these addresses, as the resolver of the system would. */
function named(...ips: string[]): void {
  vi.spyOn(dns, "lookup").mockImplementation(((_: string, __: object, done: (...found: unknown[]) => void) =>
    done(
      null,
      ips.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    )) as unknown as typeof dns.lookup);
}
afterEach(() => vi.restoreAllMocks());

describe("the address of a name", () => {
  it("is the first one that takes a connection, and the others are told", async () => {
    const server = await listen(createServer());
    onTestFinished(() => server.close());
    // The server listens on 127.0.0.1 alone.
    named("127.0.0.2", "127.0.0.1", "127.0.0.3");
    expect(await chooseIp("several.test", server.address.port, LIMIT_MS)).toEqual({
      ip: "127.0.0.1",
      otherIps: ["127.0.0.2", "127.0.0.3"],
    });
  });

  it("is the only one, which nothing is sent to", async () => {
    const server = await listenRaw(() => {});
    onTestFinished(() => server.close());
    named("127.0.0.1", "127.0.0.1");
    expect(await chooseIp("one.test", server.address.port, LIMIT_MS)).toEqual({
      ip: "127.0.0.1",
      otherIps: [],
    });
    expect(server.sockets).toHaveLength(0);
  });

  it("stays open where the name is a number, is not known, or nothing listens at any address", async () => {
    expect(await chooseIp("127.0.0.1", 80, LIMIT_MS)).toBeNull();
    expect(await chooseIp("::1", 80, LIMIT_MS)).toBeNull();
    expect(await chooseIp("no-such-name.invalid", 80, LIMIT_MS)).toBeNull();
    const { port } = (await deadAddress()).address;
    named("127.0.0.1", "127.0.0.2");
    expect(await chooseIp("down.test", port, LIMIT_MS)).toBeNull();
  });
});

it("connections go to the chosen address, without another look at the name", async () => {
  const server = await listenRaw((socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
  onTestFinished(() => server.close());
  const { ask } = openAsking("1.1", { ...server.address, hostname: "no-such-name.invalid", ip: "127.0.0.1" });
  expect(await ask().ended).toBe("200 2");
});

it("a server that is down is refused, not a want of ports, where a name has an address that this machine lacks", () => {
  const lacking = { code: "EADDRNOTAVAIL" };
  const errors = [lacking, { code: "ECONNREFUSED" }];
  expect(failureOf({ code: "EADDRNOTAVAIL", errors }, false)).toBe("refused");
  expect(failureOf({ code: "EADDRNOTAVAIL", errors: [lacking] }, false)).toBe("no-port");
});
