import { once } from "node:events";
import { createServer as createPlain } from "node:http";
import { createServer as createPlain2, createSecureServer, type ServerHttp2Stream } from "node:http2";
import { createServer as createSecure } from "node:https";
import { connect, type Server, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { NetworkAddress } from "../../src/core/address.ts";
import type { HttpVersion } from "../../src/transport/packed-requests.ts";
import { openAsking } from "./asking.ts";
import { deadAddress, listen, listenRaw, type TestServer } from "./raw-server.ts";
import { ELSEWHERE, GOOD, secured, TRUSTING } from "./tls-authority.ts";

async function closing(server: Promise<TestServer>): Promise<TestServer> {
  const listening = await server;
  onTestFinished(() => listening.close());
  return listening;
}

const through = (proxy: TestServer, address: NetworkAddress): NetworkAddress => ({
  ...address,
  proxy: proxy.address,
});
const hello = (stream: ServerHttp2Stream) => {
  stream.respond({ ":status": 200 });
  stream.end("hello");
};

/** A proxy that makes tunnels and passes on whole URLs, and writes down the first line of each connection. */
async function startProxy() {
  const seen: string[] = [];
  const joined = new Set<Socket>();
  const proxy = await closing(
    listenRaw((socket, bytes) => {
      if (joined.has(socket)) return;
      joined.add(socket);
      const [line = "", method, target = ""] = /^(\S+) (\S+) [^\r]*/.exec(bytes.toString("latin1")) ?? [];
      seen.push(line);
      const { hostname, port } = new URL(method === "CONNECT" ? `http://${target}` : target);
      const onward = connect({ host: hostname, port: Number(port) });
      onward.on("error", () => socket.destroy());
      onward.on("close", () => socket.destroy());
      if (method === "CONNECT") socket.write("HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n");
      else onward.write(bytes);
      socket.pipe(onward).pipe(socket);
    }),
  );
  return { proxy, seen };
}

function secureServer(version: HttpVersion, certified = GOOD): Promise<TestServer> {
  let server: Server;
  if (version === "1.1") server = createSecure(certified, (_, response) => response.end("hello"));
  else server = createSecureServer(certified).on("stream", hello);
  return closing(listen(server));
}

describe.each<HttpVersion>(["1.1", "2"])("HTTP/%s over TLS through a proxy", (version) => {
  it("goes through a tunnel that is used again", async () => {
    const server = await secureServer(version);
    const { proxy, seen } = await startProxy();
    const { ask } = openAsking(version, through(proxy, secured(server)));
    for (let i = 0; i < 3; i++) expect(await ask({ body: new Uint8Array(100_000) }).ended).toBe("200 5");
    expect(seen).toEqual([`CONNECT localhost:${server.address.port} HTTP/1.1`]);
  });

  it("still checks that the certificate is for the server, by name or number", async () => {
    const { proxy } = await startProxy();
    const good = await secureServer(version);
    const byNumber = { ...good.address, tls: TRUSTING };
    expect(await openAsking(version, through(proxy, byNumber)).ask().ended).toBe("200 5");
    const wrong = await secureServer(version, ELSEWHERE);
    expect(await openAsking(version, through(proxy, secured(wrong))).ask().ended).toMatch(
      /^tls: .*altnames: DNS:elsewhere\.test$/,
    );
    const wrongByNumber = { ...wrong.address, tls: TRUSTING };
    expect(await openAsking(version, through(proxy, wrongByNumber)).ask().ended).toMatch(
      /^tls: .*127\.0\.0\.1/,
    );
  });

  it.each<[string, (socket: Socket) => void, string]>([
    [
      "403",
      (socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"),
      "connect: the proxy PROXY refused a tunnel to SERVER with 403",
    ],
    [
      "407",
      (socket) =>
        socket.write("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 9\r\n\r\nwho are y"),
      "connect: the proxy PROXY refused a tunnel to SERVER with 407",
    ],
    [
      "no HTTP",
      (socket) => socket.write("220 mail ESMTP\r\n\r\n"),
      "connect: the proxy PROXY refused a tunnel to SERVER with something that is not HTTP",
    ],
    [
      "an endless head",
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(70_000)}`),
      "connect: the proxy PROXY refused a tunnel to SERVER with an endless head",
    ],
    [
      "an end",
      (socket) => socket.end(),
      "connect: the proxy PROXY closed the connection before the tunnel stood",
    ],
    [
      "a part and an end",
      (socket) => socket.end("HTTP/1.1 200"),
      "connect: the proxy PROXY closed the connection before the tunnel stood",
    ],
    ["a reset", (socket) => socket.resetAndDestroy(), "connect: the proxy PROXY failed: read ECONNRESET"],
  ])("fails, and says that it was the proxy, when it answers with %s", async (_, answer, expected) => {
    const proxy = await closing(listenRaw(answer));
    const asked = openAsking(
      version,
      through(proxy, { hostname: "far.test", port: 8443, tls: TRUSTING }),
    ).ask();
    expect(await asked.ended).toBe(expected.replace("PROXY", proxy.host).replace("SERVER", "far.test:8443"));
    expect(asked.told).toHaveLength(1);
  });

  it("fails when nobody listens there", async () => {
    const dead = await deadAddress();
    const asked = openAsking(
      version,
      through(dead, { hostname: "far.test", port: 8443, tls: TRUSTING }),
    ).ask();
    expect(await asked.ended).toBe(
      `refused: the proxy ${dead.host} failed: connect ECONNREFUSED ${dead.host}`,
    );
  });

  it("gives up a tunnel in the making with the request that waits for it, without a word", async () => {
    const proxy = await closing(listenRaw(() => {}));
    const { ask } = openAsking(version, through(proxy, { hostname: "far.test", port: 8443, tls: TRUSTING }));
    const asked = ask();
    await expect.poll(() => proxy.sockets).toHaveLength(1);
    const [socket] = proxy.sockets;
    const gone = socket === undefined ? undefined : once(socket, "close");
    asked.abort();
    await gone;
    expect(asked.told).toEqual([]);
  });

  it("gives up a tunnel in the making when the transport is closed", async () => {
    const proxy = await closing(listenRaw(() => {}));
    const { transport } = openAsking(
      version,
      through(proxy, { hostname: "far.test", port: 8443, tls: TRUSTING }),
    );
    const warm = transport.warm(1);
    await expect.poll(() => proxy.sockets).toHaveLength(1);
    transport.close();
    await warm;
    await expect.poll(() => proxy.sockets[0]?.destroyed).toBe(true);
  });

  it("sends a request again through a new tunnel when the proxy breaks the idle one", async () => {
    const server = await secureServer(version);
    const { proxy, seen } = await startProxy();
    const { transport, ask } = openAsking(version, through(proxy, secured(server)));
    expect(await ask().ended).toBe("200 5");
    server.sockets[0]?.pause();
    const asked = ask();
    proxy.sockets[0]?.resetAndDestroy();
    expect(await asked.ended).toBe("200 5");
    expect(transport.counts.retried).toBe(1);
    expect(seen).toHaveLength(2);
  });
});

it("asks the proxy for the whole URL in plain text", async () => {
  const server = await closing(
    listen(createPlain((request, response) => response.end(request.headers.host))),
  );
  const { proxy, seen } = await startProxy();
  const { ask } = openAsking("1.1", through(proxy, server.address));
  expect(await ask({ path: "/a?b=c", host: server.host }).ended).toBe(`200 ${server.host.length}`);
  expect(seen).toEqual([`GET http://${server.host}/a?b=c HTTP/1.1`]);
});

it("says what became of a plain request when the proxy cannot be reached or has no way", async () => {
  const dead = await deadAddress();
  expect(await openAsking("1.1", through(dead, { hostname: "far.test", port: 80 })).ask().ended).toMatch(
    /^refused: /,
  );
  const refusing = await closing(
    listenRaw((socket) => socket.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")),
  );
  expect(await openAsking("1.1", through(refusing, { hostname: "far.test", port: 80 })).ask().ended).toBe(
    "502 0",
  );
});

it.each<[string, (socket: Socket) => void, string]>([
  ["a reset", (socket) => socket.resetAndDestroy(), "reset: the proxy PROXY failed: read ECONNRESET"],
  ["an end", (socket) => socket.end(), "closed: the proxy PROXY closed the connection before it answered"],
  [
    "407",
    (socket) => socket.write("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"),
    "connect: the proxy PROXY refused the request with 407",
  ],
])("says that it was the proxy when it answers a plain request with %s", async (_, answer, expected) => {
  const proxy = await closing(listenRaw(answer));
  const asked = openAsking("1.1", through(proxy, { hostname: "far.test", port: 80 })).ask();
  expect(await asked.ended).toBe(expected.replace("PROXY", proxy.host));
});

it("hears a server that speaks first, in one piece with the proxy's word that the tunnel stands", async () => {
  const server = await closing(listen(createPlain2().on("stream", hello)));
  const joined = new Set<Socket>();
  const proxy = await closing(
    listenRaw((socket) => {
      if (joined.has(socket)) return;
      joined.add(socket);
      const onward = connect({ host: server.address.hostname, port: server.address.port });
      onward.on("error", () => {});
      onward.once("data", (settings) => {
        socket.write(Buffer.concat([Buffer.from("HTTP/1.1 200 OK\r\n\r\n"), settings]));
        socket.pipe(onward).pipe(socket);
      });
    }),
  );
  expect(await openAsking("2", through(proxy, server.address)).ask().ended).toBe("200 5");
});
