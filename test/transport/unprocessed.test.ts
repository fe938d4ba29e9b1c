import { createServer } from "node:http";
import { createServer as createHttp2, type ServerHttp2Session } from "node:http2";
import type { Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { usableMsOf } from "../../src/transport/unprocessed.ts";
import { openAsking } from "./asking.ts";
import { listen, listenRaw, type TestServer } from "./raw-server.ts";

const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

async function closing(server: Promise<TestServer>): Promise<TestServer> {
  const listening = await server;
  onTestFinished(() => listening.close());
  return listening;
}

/** Answers the first request of each connection, and does to the connection of the second what the test says. */
async function answersOnce(then: (socket: Socket) => void): Promise<TestServer> {
  const answered = new Set<Socket>();
  return closing(
    listenRaw((socket) => {
      if (answered.has(socket)) then(socket);
      else socket.write(HELLO);
      answered.add(socket);
    }),
  );
}

describe("over HTTP/1.1 a request that met the end of an idle connection", () => {
  it.each<[string, (socket: Socket) => void]>([
    ["closed", (socket) => socket.end()],
    ["reset", (socket) => socket.resetAndDestroy()],
  ])("is sent again on a fresh one, when it was %s without a byte of an answer", async (_, then) => {
    const server = await answersOnce(then);
    const { transport, ask } = openAsking("1.1", server.address);
    for (let request = 0; request < 4; request++) {
      const asked = ask({ body: Buffer.from("{}") });
      expect(await asked.ended).toBe("200 5");
      expect(asked.told).toEqual(["bytes", "200 5"]);
    }
    expect(transport.counts).toEqual({ opened: 4, closedUnannounced: 3, unrequested: 0, retried: 3 });
  });

  it("is not sent again when a byte of an answer came", async () => {
    const server = await answersOnce((socket) => socket.end("HTTP/1.1 2"));
    const { transport, ask } = openAsking("1.1", server.address);
    await ask().ended;
    expect(await ask().ended).toMatch(/^closed: .*in the middle of a response$/);
    expect(transport.counts.retried).toBe(0);
  });

  it("is not sent again when the server had it for long before it closed", async () => {
    const server = await answersOnce((socket) => setTimeout(() => socket.end(), 1200));
    const { transport, ask } = openAsking("1.1", server.address);
    await ask().ended;
    expect(await ask().ended).toBe("closed: the server closed the connection before it answered");
    expect(transport.counts.retried).toBe(0);
  });

  it("fails when the fresh connection is closed as well: that is the server's failure", async () => {
    let isFirst = true;
    const server = await closing(
      listenRaw((socket) => {
        if (isFirst) socket.write(HELLO);
        else socket.end();
        isFirst = false;
      }),
    );
    const { transport, ask } = openAsking("1.1", server.address);
    await ask().ended;
    expect(await ask().ended).toBe("closed: the server closed the connection before it answered");
    expect(transport.counts).toMatchObject({ opened: 2, retried: 1 });
  });

  it("is sent again where answers are streamed, and its parts are told once", async () => {
    const stream = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
    const answered = new Set<Socket>();
    const server = await closing(
      listenRaw((socket) => {
        if (answered.has(socket)) socket.resetAndDestroy();
        else socket.write(stream);
        answered.add(socket);
      }),
    );
    const { transport, ask } = openAsking("1.1", server.address, true);
    await ask().ended;
    await new Promise((resolve) => setTimeout(resolve, 60)); // until the connection has rested
    const asked = ask();
    expect(await asked.ended).toBe("200 2");
    expect(asked.told).toEqual(["bytes", "part hi", "200 2"]);
    expect(transport.counts.retried).toBe(1);
  });

  it("can be given up after it was sent again", async () => {
    const answered = new Set<Socket>();
    let hung: Socket | undefined;
    const server = await closing(
      listenRaw((socket) => {
        if (answered.size === 0) socket.write(HELLO);
        else if (answered.has(socket)) socket.resetAndDestroy();
        else hung = socket;
        answered.add(socket);
      }),
    );
    const { ask } = openAsking("1.1", server.address);
    await ask().ended;
    const asked = ask();
    await expect.poll(() => hung).toBeDefined();
    asked.abort();
    await expect.poll(() => hung?.closed).toBe(true);
    expect(asked.told).toEqual([]);
  });
});

describe("Keep-Alive: timeout=", () => {
  it.each([
    ["timeout=5", 4000],
    ["timeout=5, max=100", 4000],
    ["max=100, Timeout = 75", 74_000],
    ["timeout=1", 500],
    ["timeout=0.5", 250],
    ["timeout=0", 0],
    ["max=100", Number.POSITIVE_INFINITY],
    ["nonsense", Number.POSITIVE_INFINITY],
  ])("%s lets an idle connection be used for %s ms", (header, usableMs) => {
    expect(usableMsOf(header)).toBe(usableMs);
  });

  it("leaves out of use what has been idle for longer, so that nothing has to be sent again", async () => {
    const server = await closing(
      listen(
        createServer({ keepAlive: true }, (_, response) => {
          response.setHeader("Keep-Alive", "timeout=0.2");
          response.end("hello");
        }),
      ),
    );
    const { transport, ask } = openAsking("1.1", server.address);
    await ask().ended;
    await ask().ended;
    expect(server.sockets).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await ask().ended).toBe("200 5");
    expect(server.sockets).toHaveLength(2);
    expect(transport.counts).toMatchObject({ opened: 2, closedUnannounced: 0, retried: 0 });
  });
});

it("counts connections, and bytes that nobody asked for", async () => {
  let answers = 0;
  const server = await closing(listenRaw((socket) => socket.write(++answers === 2 ? `${HELLO}more` : HELLO)));
  const { transport, ask } = openAsking("1.1", server.address);
  for (let request = 0; request < 3; request++) expect(await ask().ended).toBe("200 5");
  expect(transport.counts).toEqual({ opened: 2, closedUnannounced: 0, unrequested: 1, retried: 0 });
});

/** An HTTP/2 server that takes `streams` on each connection, says so by GOAWAY, and looks at no later one. */
async function goesAwayAfter(streams: number) {
  const server = createHttp2();
  server.on("session", (session: ServerHttp2Session) => {
    let taken = 0;
    session.on("error", () => {});
    session.on("stream", (stream) => {
      stream.on("error", () => {});
      if (taken === streams) return;
      taken++;
      setTimeout(() => {
        if (stream.destroyed) return;
        stream.respond({ ":status": 200 });
        stream.end("hello");
      }, 5);
      if (taken === streams) session.goaway(0, stream.id);
    });
  });
  return closing(listen(server));
}

describe("over HTTP/2", () => {
  it("requests above the last stream of a GOAWAY, and those never written, are sent again", async () => {
    const server = await goesAwayAfter(5);
    const { transport, ask } = openAsking("2", server.address);
    await transport.warm(1);
    const all = Array.from({ length: 12 }, () => ask({ body: Buffer.from("{}") }));
    expect(await Promise.all(all.map(({ ended }) => ended))).toEqual(new Array(12).fill("200 5"));
    expect(transport.counts).toMatchObject({ opened: 3, retried: 7 + 2 });
  });

  it("no request fails where the server takes one stream of each connection", async () => {
    const server = await goesAwayAfter(1);
    const { transport, ask } = openAsking("2", server.address);
    await transport.warm(1);
    const all = Array.from({ length: 12 }, () => ask({ body: Buffer.from("{}") }));
    expect(await Promise.all(all.map(({ ended }) => ended))).toEqual(new Array(12).fill("200 5"));
  });

  it("a request that is refused by RST_STREAM is sent again on another connection", async () => {
    let refused = 0;
    const server = createHttp2();
    const sessions = new Set<unknown>();
    server.on("stream", (stream) => {
      stream.on("error", () => {});
      sessions.add(stream.session);
      if (refused++ === 0) {
        stream.close(7);
        return;
      }
      stream.respond({ ":status": 200 });
      stream.end("hello");
    });
    const { transport, ask } = openAsking("2", (await closing(listen(server))).address);
    const asked = ask();
    expect(await asked.ended).toBe("200 5");
    expect(asked.told).toEqual(["bytes", "200 5"]);
    expect(sessions.size).toBe(2);
    expect(transport.counts.retried).toBe(1);
  });

  it("a request that is refused again and again fails in the end, as what it is", async () => {
    let asked = 0;
    const server = createHttp2();
    server.on("stream", (stream) => {
      stream.on("error", () => {});
      asked++;
      stream.close(7);
    });
    const { transport, ask } = openAsking("2", (await closing(listen(server))).address);
    expect(await ask().ended).toBe("reset: the server reset the stream with code 7 REFUSED_STREAM");
    expect(asked).toBe(6);
    expect(transport.counts.retried).toBe(5);
  });
});
