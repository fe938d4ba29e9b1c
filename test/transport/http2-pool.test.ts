import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createPlain } from "node:http";
import {
  constants,
  createSecureServer,
  createServer,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import { createServer as createTls } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Asked, openAsking } from "./asking.ts";
import { deadAddress, listen, listenRaw, type TestServer } from "./raw-server.ts";
import { GOOD, secured } from "./tls-authority.ts";

interface Http2Server extends TestServer {
  readonly sessions: readonly ServerHttp2Session[];
  /** Most requests that were being answered at once. */
  mostAtOnce: number;
}

type Answer = (stream: ServerHttp2Stream, path: string) => void;

async function serve(answer: Answer, settings: { maxConcurrentStreams?: number } = {}, secure = false) {
  const server = secure ? createSecureServer({ ...GOOD, settings }) : createServer({ settings });
  const sessions: ServerHttp2Session[] = [];
  let open = 0;
  server.on("session", (session) => sessions.push(session));
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    stream.on("close", () => open--);
    seen.mostAtOnce = Math.max(seen.mostAtOnce, ++open);
    answer(stream, String(headers[":path"]));
  });
  const listening = await listen(server);
  const seen: Http2Server = { ...listening, sessions, mostAtOnce: 0 };
  onTestFinished(() => listening.close());
  return seen;
}

const hello: Answer = (stream) => {
  stream.respond({ ":status": 200 });
  stream.end("hello");
};
const helloLater: Answer = (stream) => setTimeout(() => !stream.destroyed && hello(stream, ""), 20);
const endsOf = (all: readonly Asked[]) => Promise.all(all.map(({ ended }) => ended));

describe("requests", () => {
  it.each([false, true])("share one connection, many at a time (TLS: %s)", async (secure) => {
    const server = await serve(helloLater, {}, secure);
    const { transport, ask } = openAsking("2", secure ? secured(server) : server.address);
    await transport.warm(1);
    const all = Array.from({ length: 200 }, () => ask());
    expect(await endsOf(all)).toEqual(new Array(200).fill("200 5"));
    expect(server.sockets).toHaveLength(1);
    expect(server.mostAtOnce).toBeGreaterThan(50);
    expect(all[0]?.told).toEqual(["bytes", "200 5"]);
  });

  it("go over more connections where the server takes few on one, and none is lost", async () => {
    const server = await serve(helloLater, { maxConcurrentStreams: 2 });
    const { transport, ask } = openAsking("2", server.address);
    await transport.warm(1);
    expect(await endsOf(Array.from({ length: 9 }, () => ask()))).toEqual(new Array(9).fill("200 5"));
    expect(server.sockets).toHaveLength(5);
    expect(await endsOf(Array.from({ length: 10 }, () => ask()))).toEqual(new Array(10).fill("200 5"));
    expect(server.sockets).toHaveLength(5);
  });

  it("wait when they were sent before the server's limit was known", async () => {
    const server = await serve(helloLater, { maxConcurrentStreams: 2 });
    const { ask } = openAsking("2", server.address);
    expect(await endsOf(Array.from({ length: 20 }, () => ask()))).toEqual(new Array(20).fill("200 5"));
    expect(server.mostAtOnce).toBe(2);
    expect(server.sockets).toHaveLength(1);
  });

  it("of a server that takes none at all wait for it on one connection", async () => {
    const server = await serve(hello, { maxConcurrentStreams: 0 });
    const { transport, ask } = openAsking("2", server.address);
    await transport.warm(1);
    const asked = ask();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked.told).toEqual([]);
    expect(server.sockets).toHaveLength(1);
    server.sessions[0]?.settings({ maxConcurrentStreams: 10 });
    expect(await asked.ended).toBe("200 5");
  });

  it("carry large bodies both ways, beyond the protocol's first window", async () => {
    const server = await serve((stream) => {
      stream.respond({ ":status": 200 });
      stream.pipe(stream);
    });
    const { ask } = openAsking("2", server.address);
    const body = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 7919) >> 3);
    const asked = ask({ body });
    expect(await asked.ended).toBe("200 3000000");
    expect(Buffer.compare(asked.response?.body ?? body.subarray(1), body)).toBe(0);
  });
});

describe("an answer", () => {
  it("may have trailers, and no body at all", async () => {
    const server = await serve((stream, path) => {
      if (path === "/none") return stream.respond({ ":status": 204, "x-a": "b" }, { endStream: true });
      stream.respond({ ":status": 200 }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0", "grpc-message": "fine" }));
      stream.end("body");
    });
    const { ask } = openAsking("2", server.address);
    const trailed = ask();
    expect(await trailed.ended).toBe("200 4");
    expect([...(trailed.response?.trailers ?? [])]).toEqual([
      ["grpc-status", "0"],
      ["grpc-message", "fine"],
    ]);
    const bare = ask({ path: "/none" });
    expect(await bare.ended).toBe("204 0");
    expect(bare.response?.headers.get("x-a")).toBe("b");
  });

  it("is told part by part where streams are asked for; an error is kept whole", async () => {
    const server = await serve(async (stream, path) => {
      stream.respond({ ":status": path === "/bad" ? 500 : 200 });
      stream.write("one");
      await new Promise((resolve) => setTimeout(resolve, 20));
      stream.end("two");
    });
    const { ask } = openAsking("2", server.address, true);
    const good = ask();
    expect(await good.ended).toBe("200 6");
    expect(good.told.filter((event) => event !== "bytes")).toEqual(["part one", "part two", "200 6"]);
    expect(good.told[0]).toBe("bytes");
    const bad = ask({ path: "/bad" });
    expect(await bad.ended).toBe("500 6");
    expect(new TextDecoder().decode(bad.response?.body)).toBe("onetwo");
  });

  it("of 40 MB is counted and kept whole", async () => {
    const piece = Buffer.alloc(1_000_000, 7);
    const server = await serve(async (stream) => {
      stream.respond({ ":status": 200 });
      for (let i = 0; i < 40; i++) if (!stream.write(piece)) await once(stream, "drain");
      stream.end();
    });
    const asked = openAsking("2", server.address).ask();
    expect(await asked.ended).toBe("200 40000000");
    expect(asked.response?.cutAtBytes).toBeUndefined();
    expect([asked.response?.body.length, asked.response?.body.at(-1)]).toEqual([40_000_000, 7]);
  });
});

describe("a connection that ends", () => {
  it("with GOAWAY in the middle of a run finishes what it has, and the next request takes a new one", async () => {
    const server = await serve(helloLater);
    const { transport, ask } = openAsking("2", server.address);
    await transport.warm(1);
    const before = Array.from({ length: 10 }, () => ask());
    await expect.poll(() => server.mostAtOnce).toBe(10);
    server.sessions[0]?.close();
    expect(await endsOf(before)).toEqual(new Array(10).fill("200 5"));
    await expect.poll(() => server.sockets[0]?.closed).toBe(true);
    expect(await ask().ended).toBe("200 5");
    expect(server.sockets).toHaveLength(2);
  });

  it("with GOAWAY and an error code fails what it has", async () => {
    const server = await serve((stream) => stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM));
    const { ask } = openAsking("2", server.address);
    expect(await ask().ended).toBe(
      "reset: the server ended the connection with GOAWAY, code 11 ENHANCE_YOUR_CALM",
    );
    expect(server.sockets).toHaveLength(1);
  });

  it.each<[string, (server: Http2Server) => void, RegExp]>([
    [
      "closes",
      (server) => server.sockets[0]?.end(),
      /^closed: the server closed the connection before it answered$/,
    ],
    ["resets", (server) => server.sockets[0]?.resetAndDestroy(), /^reset: read ECONNRESET$/],
  ])(
    "in mid-answer because the server %s it fails all that it has, and the next request takes a new one",
    async (_, end, expected) => {
      let broken = false;
      const server = await serve((stream, path) => {
        if (broken) return hello(stream, path);
        stream.respond({ ":status": 200 });
        stream.write("some");
      });
      const { ask } = openAsking("2", server.address);
      const all = [ask(), ask(), ask()];
      await expect.poll(() => all.map(({ told }) => told)).toEqual([["bytes"], ["bytes"], ["bytes"]]);
      broken = true;
      end(server);
      for (const ended of await endsOf(all)) expect(ended).toMatch(expected);
      expect(all.map(({ told }) => told.length)).toEqual([2, 2, 2]);
      expect(await ask().ended).toBe("200 5");
    },
  );
});

describe("RST_STREAM", () => {
  it.each([
    [
      "INTERNAL_ERROR",
      constants.NGHTTP2_INTERNAL_ERROR,
      "reset: the server reset the stream with code 2 INTERNAL_ERROR",
    ],
    ["CANCEL", constants.NGHTTP2_CANCEL, "reset: the server reset the stream with code 8 CANCEL"],
    ["NO_ERROR", constants.NGHTTP2_NO_ERROR, "reset: the server reset the stream with code 0 NO_ERROR"],
  ])("with %s fails the one request and leaves the connection", async (_, code, expected) => {
    const server = await serve((stream, path) =>
      path === "/cut" ? stream.close(code) : hello(stream, path),
    );
    const { ask } = openAsking("2", server.address);
    expect(await ask({ path: "/cut" }).ended).toBe(expected);
    expect(await ask().ended).toBe("200 5");
    expect(server.sockets).toHaveLength(1);
  });

  it("with CANCEL is what an abort sends, and nothing more is told of the request", async () => {
    const codes: (number | undefined)[] = [];
    const server = await serve((stream, path) => {
      if (path !== "/long") return hello(stream, path);
      stream.on("close", () => codes.push(stream.rstCode));
      stream.respond({ ":status": 200 });
      const writing = setInterval(() => stream.write("more"), 1);
      stream.on("close", () => clearInterval(writing));
    });
    const { ask } = openAsking("2", server.address, true);
    const asked = ask({ path: "/long" });
    await expect.poll(() => asked.told.length).toBeGreaterThan(3);
    asked.abort();
    const told = asked.told.length;
    await expect.poll(() => codes).toEqual([constants.NGHTTP2_CANCEL]);
    expect(await ask().ended).toBe("200 5");
    expect(asked.told).toHaveLength(told);
    expect(server.sockets).toHaveLength(1);
  });
});

it("tells nothing of an answer after the abort, though more of it came in the same piece", async () => {
  const server = await serve((stream) => {
    stream.respond({ ":status": 200 });
    for (let i = 0; i < 50; i++) stream.write("more");
  });
  const { ask } = openAsking("2", server.address, true);
  const asked = ask();
  const tell = asked.tell.bind(asked);
  asked.tell = (event) => {
    tell(event);
    if (event.startsWith("part")) asked.abort();
  };
  await expect.poll(() => asked.told.length).toBeGreaterThan(1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(asked.told).toEqual(["bytes", "part more"]);
});

it("opens a connection in place of one that takes no more requests, when it is warmed again", async () => {
  const server = await serve((stream, path) => {
    if (path !== "/long") return hello(stream, path);
    stream.session?.goaway(constants.NGHTTP2_NO_ERROR, stream.id);
    setTimeout(() => hello(stream, path), 300);
  });
  const { transport, ask } = openAsking("2", server.address);
  const long = ask({ path: "/long" });
  await expect.poll(() => server.mostAtOnce).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await transport.warm(1);
  await expect.poll(() => server.sockets).toHaveLength(2);
  expect(await ask().ended).toBe("200 5");
  expect(server.sockets).toHaveLength(2);
  expect(await long.ended).toBe("200 5");
});

describe("where there is no HTTP/2", () => {
  it("a request fails with what is there instead", async () => {
    const { address } = await deadAddress();
    expect(await openAsking("2", address).ask().ended).toMatch(/^refused: connect ECONNREFUSED/);
    const http1 = await listen(createPlain((_, response) => response.end("hello")));
    onTestFinished(() => http1.close());
    expect(await openAsking("2", http1.address).ask().ended).toMatch(/^protocol: bad HTTP\/2: /);
    const noAlpn = await listen(createTls(GOOD, (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")));
    onTestFinished(() => noAlpn.close());
    expect(await openAsking("2", secured(noAlpn)).ask().ended).toMatch(/^protocol: bad HTTP\/2: /);
    const closing = await listenRaw((socket) => socket.end());
    onTestFinished(() => closing.close());
    expect(await openAsking("2", closing.address).ask().ended).toMatch(/^closed: /);
  });

  it("a server that says nothing holds up the start only for a while, and no request beyond its abort", async () => {
    const silent = await listenRaw(() => {});
    onTestFinished(() => silent.close());
    const over2 = openAsking("2", silent.address);
    const over1 = openAsking("1.1", secured(silent));
    await Promise.all([over2.transport.warm(1), over1.transport.warm(1)]);
    const asked = [over2.ask(), over2.ask(), over1.ask()];
    for (const { abort } of asked) abort();
    await expect.poll(() => silent.sockets.every((socket) => socket.closed)).toBe(true);
    expect(asked.map(({ told }) => told)).toEqual([[], [], []]);
    expect(silent.sockets).toHaveLength(2);
  });
});

it.each(["1.1", "2"] as const)(
  "HTTP/%s: a program ends by itself once it has closed the transport",
  async (version) => {
    const server =
      version === "2"
        ? await serve(hello)
        : await listen(createPlain((_, response) => response.end("hello")));
    onTestFinished(() => server.close());
    const silent = await listenRaw(() => {});
    onTestFinished(() => silent.close());
    const program = `
    import { openTransport, packRequests, unpackRequests } from "plimsoll/internal";
    const say = (text) => process.stdout.write(text + " ");
    const open = (address) => openTransport("${version}", address, {
      onBytes() {}, onPart() {}, onResponse: (done) => done(), onFailure: (done) => done(),
    });
    const address = ${JSON.stringify(server.address)};
    const [request] = unpackRequests(packRequests([{ method: "GET", path: "/", host: "test" }], "${version}", address));
    const transport = open(address);
    await transport.warm(2);
    await new Promise((done) => transport.send(done, request));
    transport.send(() => say("told"), request).abort();
    transport.send(() => say("told"), request);
    transport.close();
    const waiting = open({ ...${JSON.stringify(silent.address)}, tls: { verify: false } });
    waiting.send(() => say("told"), request);
    waiting.close();
    const tunnelled = open({ hostname: "far.test", port: 1, tls: { verify: false }, proxy: ${JSON.stringify(silent.address)} });
    tunnelled.send(() => say("told"), request);
    tunnelled.close();
    say("closed");
  `;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      cwd: import.meta.dirname,
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void child.kill());
    let said = "";
    child.stdout.on("data", (text) => {
      said += text;
    });
    const [exitCode] = await once(child, "close");
    expect([said, exitCode]).toEqual(["closed ", 0]);
  },
);
