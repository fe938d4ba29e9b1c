import { once } from "node:events";
import { createServer as createPlain, type RequestListener } from "node:http";
import { createServer as createPlain2, createSecureServer } from "node:http2";
import { createServer as createSecure } from "node:https";
import { connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTls } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { failureOf, messageOf } from "../../src/transport/failure.ts";
import type { HttpVersion } from "../../src/transport/packed-requests.ts";
import { openAsking } from "./asking.ts";
import { listen, type TestServer } from "./raw-server.ts";
import { ELSEWHERE, EXPIRED, GOOD, secured, TRUSTING } from "./tls-authority.ts";

async function start(server: Server): Promise<TestServer> {
  const listening = await listen(server);
  onTestFinished(() => listening.close());
  return listening;
}

const hello: RequestListener = (_, response) => {
  response.end("hello");
};

/** Notes the name that a client asks for, and leaves the certificate as it is. */
function named(asked: unknown[]) {
  return (name: string, answer: (error: null) => void) => {
    asked.push(name);
    answer(null);
  };
}

function secureServer(version: HttpVersion, certified = GOOD): Promise<TestServer> {
  if (version === "1.1") return start(createSecure(certified, hello));
  const server = createSecureServer(certified);
  server.on("stream", (stream) => {
    stream.respond({ ":status": 200 });
    stream.end("hello");
  });
  return start(server);
}

describe.each<HttpVersion>(["1.1", "2"])("HTTP/%s over TLS", (version) => {
  it("answers when the certificate is of a trusted authority, for the name and for the number", async () => {
    const server = await secureServer(version);
    expect(await openAsking(version, secured(server)).ask().ended).toBe("200 5");
    const byNumber = { ...server.address, tls: TRUSTING };
    expect(await openAsking(version, byNumber).ask().ended).toBe("200 5");
  });

  it.each([
    ["of an unknown authority", GOOD, { verify: true }, "unable to verify the first certificate"],
    ["that ran out", EXPIRED, TRUSTING, "certificate has expired"],
    [
      "for another name",
      ELSEWHERE,
      TRUSTING,
      "TLS: Host: localhost. is not in the cert's altnames: DNS:elsewhere.test",
    ],
  ])(
    "refuses a certificate %s, and says so; takes it when told not to verify",
    async (_, certified, tls, message) => {
      const server = await secureServer(version, certified);
      expect(await openAsking(version, secured(server, tls)).ask().ended).toBe(`tls: ${message}`);
      expect(await openAsking(version, secured(server, { verify: false })).ask().ended).toBe("200 5");
    },
  );

  it("asks at a number for the name that was given, and takes a certificate for either", async () => {
    const asked: unknown[] = [];
    const elsewhere = { ...TRUSTING, serverName: "elsewhere.test" };
    for (const certified of [ELSEWHERE, GOOD]) {
      const secure = { ...certified, SNICallback: named(asked) };
      const server = await secureServer(version, secure);
      expect(await openAsking(version, { ...server.address, tls: elsewhere }).ask().ended).toBe("200 5");
    }
    expect(asked).toEqual(["elsewhere.test", "elsewhere.test"]);
  });

  it("fails with a word on TLS where the server speaks plain text, with a large request too", async () => {
    const server = await start(version === "1.1" ? createPlain(hello) : createPlain2());
    const { ask } = openAsking(version, secured(server));
    expect(await ask().ended).toBe("tls: TLS: wrong version number");
    expect(await ask({ body: new Uint8Array(200_000) }).ended).toBe("tls: TLS: wrong version number");
  });

  it("fails in plain text where the server speaks TLS", async () => {
    const server = await secureServer(version);
    expect(await openAsking(version, server.address).ask().ended).toMatch(/^(closed|protocol): /);
  });

  it("makes requests wait until the connection stands", async () => {
    const server = await secureServer(version);
    const { relay, arrived, release } = await holdingRelay(server);
    const asked = openAsking(version, secured(relay)).ask();
    await arrived;
    expect(asked.told).toEqual([]);
    release();
    expect(await asked.ended).toBe("200 5");
  });
});

describe("HTTP/1.1 over TLS", () => {
  it("keeps a connection and uses it again", async () => {
    const server = await secureServer("1.1");
    const { ask } = openAsking("1.1", secured(server));
    for (let i = 0; i < 5; i++) expect(await ask().ended).toBe("200 5");
    expect(server.sockets).toHaveLength(1);
  });

  it("carries large bodies both ways, byte for byte", async () => {
    const server = await start(createSecure(GOOD, (request, response) => request.pipe(response)));
    const body = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 7919) >> 3);
    const asked = openAsking("1.1", secured(server)).ask({ body });
    expect(await asked.ended).toBe("200 3000000");
    expect(Buffer.compare(asked.response?.body ?? body.subarray(1), body)).toBe(0);
  });

  it("takes a close notice as the end of a body without length, and connects anew after one", async () => {
    const server = await start(
      createTls(GOOD, (socket) => {
        socket.on("error", () => {});
        socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\n\r\nall of it"));
      }),
    );
    const { ask } = openAsking("1.1", secured(server));
    expect(await ask().ended).toBe("200 9");
    expect(await ask().ended).toBe("200 9");
    expect(server.sockets).toHaveLength(2);
  });

  it.each<[string, (socket: Socket) => void, RegExp]>([
    ["closes in mid-answer", (socket) => socket.end(), /^closed: .*in the middle of a response$/],
    ["resets in mid-answer", (socket) => socket.resetAndDestroy(), /^reset: /],
  ])("tells when the server %s", async (_, cut, expected) => {
    const server = await start(
      createTls(GOOD, (socket) => {
        socket.on("error", () => {});
        socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"));
      }),
    );
    const asked = openAsking("1.1", secured(server)).ask();
    await expect.poll(() => asked.told).toEqual(["bytes"]);
    for (const socket of server.sockets) cut(socket);
    expect(await asked.ended).toMatch(expected);
  });
});

describe("a failure to connect", () => {
  it.each([
    ["ECONNREFUSED", false, "refused"],
    ["EADDRNOTAVAIL", false, "no-port"],
    ["EMFILE", false, "no-descriptor"],
    ["ENFILE", false, "no-descriptor"],
    ["CERT_HAS_EXPIRED", false, "tls"],
    ["SELF_SIGNED_CERT_IN_CHAIN", false, "tls"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", false, "tls"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", false, "tls"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", false, "tls"],
    ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", true, "tls"],
    ["ERR_HTTP2_ERROR", false, "protocol"],
    ["EHOSTUNREACH", false, "connect"],
    ["ECONNRESET", true, "reset"],
    [undefined, false, "connect"],
  ])("%s, after it stood: %s, is called %s", (code, connected, expected) => {
    expect(failureOf({ code }, connected)).toBe(expected);
  });

  it("names what every address of a name said", () => {
    const error = Object.assign(
      new AggregateError([new Error("::1 refused"), new Error("127.0.0.1 refused")]),
      {
        code: "ECONNREFUSED",
      },
    );
    expect(messageOf(error)).toBe("::1 refused; 127.0.0.1 refused");
  });
});

/** Passes bytes on to a server, but takes the first that arrive and holds them until it is told. */
async function holdingRelay(server: TestServer) {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const relaying = createServer((socket) => {
    const onward = connect({ host: server.address.hostname, port: server.address.port });
    for (const end of [socket, onward]) end.on("error", () => {});
    held.then(() => {
      socket.pipe(onward);
      onward.pipe(socket);
    });
  });
  const arrived = once(relaying, "connection");
  return { relay: await start(relaying), arrived, release };
}
