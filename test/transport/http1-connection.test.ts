import type { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { NetworkAddress } from "../../src/core/address.ts";
import { Http1Connection } from "../../src/transport/http1-connection.ts";
import { encodeHttp1 } from "../../src/wire/http/http-request.ts";
import { BodyBudget } from "../../src/wire/http/kept-body.ts";
import { deadAddress, listenRaw, type TestServer } from "./raw-server.ts";

const REQUEST = encodeHttp1({ method: "GET", path: "/", host: "test" });
const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

/** Writes down what a connection tells its owner. */
class Owner {
  readonly budget = new BodyBudget(1 << 24);
  readonly events: string[] = [];
  afterBytes: () => void = () => {};
  #wake: (() => void) | undefined;

  onBytes(): void {
    if (this.events.at(-1) === "bytes") return;
    this.events.push("bytes");
    this.afterBytes();
  }
  onResponse(_: Http1Connection, response: { status: number; body: Uint8Array }): void {
    this.#tell(`response ${response.status} ${new TextDecoder().decode(response.body)}`);
  }
  onFailure(_: Http1Connection, code: string, message: string): void {
    this.#tell(`failure ${code}: ${message}`);
  }
  /** Resolves at the next response or failure. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
  #tell(event: string): void {
    this.events.push(event);
    this.#wake?.();
  }
}

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function serve(onRequest: (socket: Socket, bytes: Buffer) => void): Promise<TestServer> {
  const server = await listenRaw(onRequest);
  cleanups.push(() => server.close());
  return server;
}

function connectTo(address: NetworkAddress): { connection: Http1Connection; owner: Owner } {
  const owner = new Owner();
  const connection = new Http1Connection(address, owner);
  cleanups.push(() => connection.abort());
  return { connection, owner };
}

/** Sends one request and waits for what becomes of it. */
async function ask(address: NetworkAddress): Promise<{ connection: Http1Connection; events: string[] }> {
  const { connection, owner } = connectTo(address);
  connection.send(REQUEST);
  await owner.next();
  return { connection, events: owner.events };
}

describe("an answer", () => {
  it("is told once, after its bytes came, and leaves the connection ready for the next request", async () => {
    const server = await serve((socket) => socket.write(HELLO));
    const { connection, owner } = connectTo(server.address);
    for (let i = 0; i < 3; i++) {
      connection.send(REQUEST);
      expect(connection.busy).toBe(true);
      await owner.next();
      expect([connection.busy, connection.closed]).toEqual([false, false]);
    }
    expect(owner.events).toEqual(new Array(3).fill(["bytes", "response 200 hello"]).flat());
    expect(server.sockets).toHaveLength(1);
  });

  it("that comes byte by byte is told once", async () => {
    const server = await serve((socket) => {
      for (const char of HELLO) socket.write(char);
    });
    expect((await ask(server.address)).events).toEqual(["bytes", "response 200 hello"]);
  });

  it("with Connection: close closes the connection", async () => {
    const server = await serve((socket) =>
      socket.end(HELLO.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")),
    );
    const { connection, events } = await ask(server.address);
    expect(events).toEqual(["bytes", "response 200 hello"]);
    expect(connection.closed).toBe(true);
  });

  it("without a length ends with the connection", async () => {
    const server = await serve((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nhello"));
    const { connection, events } = await ask(server.address);
    expect(events).toEqual(["bytes", "response 200 hello"]);
    expect(connection.closed).toBe(true);
  });

  it("arrives whole when it is larger than any buffer on the way", async () => {
    const server = await serve((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n");
      socket.write("x".repeat(3_000_000));
    });
    const { events } = await ask(server.address);
    expect(events[1]?.length).toBe("response 200 ".length + 3_000_000);
  });
});

describe("a failure is told once, as what it is, and closes the connection", () => {
  it.each<[string, (socket: Socket) => void, string]>([
    [
      "closed before the answer",
      (socket) => socket.end(),
      "failure closed: the server closed the connection before it answered",
    ],
    [
      "closed in the middle of the body",
      (socket) => socket.end(HELLO.slice(0, -2)),
      "failure closed: the connection closed in the middle of a response",
    ],
    ["reset before the answer", (socket) => socket.resetAndDestroy(), "failure reset: read ECONNRESET"],
    [
      "no HTTP",
      (socket) => socket.end("SSH-2.0-OpenSSH\r\n\r\n"),
      'failure protocol: not an HTTP/1 status line: "SSH-2.0-OpenSSH"',
    ],
    [
      "broken framing",
      (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"),
      'failure protocol: Content-Length "many"',
    ],
  ])("%s", async (_, answer, expected) => {
    const server = await serve(answer);
    const { connection, events } = await ask(server.address);
    expect(events.filter((event) => event !== "bytes")).toEqual([expected]);
    expect([connection.busy, connection.closed]).toEqual([false, true]);
  });

  it("reset in the middle of the body", async () => {
    const server = await serve((socket) => socket.write(HELLO.slice(0, -2)));
    const { connection, owner } = connectTo(server.address);
    owner.afterBytes = () => server.sockets[0]?.resetAndDestroy();
    connection.send(REQUEST);
    await owner.next();
    expect(owner.events).toEqual(["bytes", "failure reset: read ECONNRESET"]);
    expect(connection.closed).toBe(true);
  });

  it("refused", async () => {
    const { address } = await deadAddress();
    const { connection, events } = await ask(address);
    expect(events).toEqual([`failure refused: connect ECONNREFUSED 127.0.0.1:${address.port}`]);
    expect(connection.closed).toBe(true);
  });

  it("an address that cannot be connected to", async () => {
    const { events } = await ask({ hostname: "255.255.255.255", port: 9 });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatch(/^failure connect: connect E/);
  });
});

describe("bytes that no request asked for", () => {
  it("are told as a failure when they come on an idle connection", async () => {
    const server = await serve(() => {});
    const { connection, owner } = connectTo(server.address);
    await connection.ready();
    const told = owner.next();
    server.sockets[0]?.write("HTTP/1.1 408 Request Timeout\r\n\r\n");
    await told;
    expect(owner.events).toEqual(["failure protocol: the server sent bytes that no request asked for"]);
    expect(connection.closed).toBe(true);
  });

  it.each([
    ["a second answer", HELLO],
    ["the beginning of a second answer", "HTTP/1.1 2"],
    ["a body longer than its length", "lo\n"],
  ])("close the connection when they follow an answer: %s", async (_, extra) => {
    const server = await serve((socket) => socket.write(HELLO + extra));
    const { connection, events } = await ask(server.address);
    expect(events.slice(0, 2)).toEqual(["bytes", "response 200 hello"]);
    // Told in the same turn: the failure is of no request, the answer stands.
    expect(events[2]).toMatch(/^failure protocol: /);
    expect(events).toHaveLength(3);
    expect(connection.closed).toBe(true);
  });
});

it("tells its owner when the server closes it while it is idle", async () => {
  const server = await serve((socket) => socket.write(HELLO));
  const { connection, owner } = connectTo(server.address);
  connection.send(REQUEST);
  await owner.next();
  const told = owner.next();
  server.sockets[0]?.end();
  await told;
  expect(owner.events.at(-1)).toBe("failure closed: the server closed the connection before it answered");
  expect(connection.closed).toBe(true);
});

it("says nothing after it was aborted", async () => {
  const server = await serve(() => {});
  const { connection, owner } = connectTo(server.address);
  connection.send(REQUEST);
  await connection.ready();
  const [socket] = server.sockets;
  const gone = new Promise((resolve) => socket?.once("close", resolve));
  connection.abort();
  await gone;
  expect([connection.busy, connection.closed]).toEqual([false, true]);
  expect(owner.events).toEqual([]);
});

describe("ready", () => {
  it("resolves when the connection stands, at once when it stands already", async () => {
    const server = await serve(() => {});
    const { connection } = connectTo(server.address);
    await connection.ready();
    await connection.ready();
    expect(connection.closed).toBe(false);
  });

  it("resolves also when there is no connection to be had, and the owner hears why", async () => {
    const { address } = await deadAddress();
    const { connection, owner } = connectTo(address);
    await connection.ready();
    expect(connection.closed).toBe(true);
    expect(owner.events).toEqual([expect.stringMatching(/^failure refused/)]);
    await connection.ready();
  });
});
