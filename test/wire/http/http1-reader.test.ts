import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HttpResponse } from "../../../src/wire/http/http-response.ts";
import { Http1Reader, HttpProtocolError } from "../../../src/wire/http/http1-reader.ts";
import { BodyBudget } from "../../../src/wire/http/kept-body.ts";
import {
  cutAt,
  cutsArbitrary,
  damageArbitrary,
  damaged,
  latin1,
  type RawResponse,
  responseArbitrary,
} from "./http1-response-arbitrary.ts";

interface Reading {
  readonly responses: HttpResponse[];
  readonly idle: boolean;
  /** Message of the HttpProtocolError that ended the reading; anything else that is thrown fails the test. */
  readonly error: string | null;
}

/** Feeds the pieces, then the end of the connection if `closed`. */
function read(
  pieces: readonly Uint8Array[],
  { closed = false, budget = new BodyBudget(1 << 24) } = {},
): Reading {
  const responses: HttpResponse[] = [];
  const reader = new Http1Reader(
    (response) => {
      responses.push({ ...response, body: new Uint8Array(response.body) });
    },
    { budget },
  );
  try {
    for (const piece of pieces) {
      // A Buffer, as from a socket, which may be used again: what the reader looks at later must be a copy.
      const buffer = Buffer.from(piece);
      reader.push(buffer);
      buffer.fill(0xff);
    }
    if (closed) reader.end();
  } catch (error) {
    if (!(error instanceof HttpProtocolError)) throw error;
    return { responses, idle: reader.idle, error: error.message };
  }
  return { responses, idle: reader.idle, error: null };
}

const readText = (text: string, options = {}) => read([latin1(text)], options);

/** Names in lower case, repeated headers joined, as RFC 9110 §5.3 allows. */
function joined(headers: readonly (readonly [string, string])[]): Record<string, string> {
  const record: Record<string, string> = Object.create(null);
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    record[key] = key in record ? `${record[key]}, ${value}` : value;
  }
  return { ...record };
}

describe("valid responses", () => {
  it.each<[string, string, number, string]>([
    ["a body of stated length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello"],
    ["an empty body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, ""],
    [
      "the same length stated twice",
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi",
      200,
      "hi",
    ],
    [
      "chunks",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
      200,
      "hello",
    ],
    [
      "chunks in capitals",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: CHUNKED\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n",
      200,
      "0123456789",
    ],
    [
      "a chunk extension and trailers",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2 ;x=1\r\nhi\r\n0\r\nx-sum: 1\r\n\r\n",
      200,
      "hi",
    ],
    [
      "100 Continue first",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
      200,
      "hi",
    ],
    [
      "early hints first",
      "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nhi",
      503,
      "hi",
    ],
    ["204, which has no body", "HTTP/1.1 204 No Content\r\n\r\n", 204, ""],
    [
      "304, which has no body whatever its length says",
      "HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n",
      304,
      "",
    ],
    [
      "304 of a body that would be chunked (RFC 9112 §6.1)",
      "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
      304,
      "",
    ],
    ["no reason phrase", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi", 200, "hi"],
    ["an empty reason phrase", "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nhi", 200, "hi"],
    ["a status that nobody has heard of", "HTTP/1.1 799 What\r\nContent-Length: 2\r\n\r\nhi", 799, "hi"],
    [
      "a header of 60 000 bytes",
      `HTTP/1.1 200 OK\r\nx: ${"y".repeat(60_000)}\r\nContent-Length: 2\r\n\r\nhi`,
      200,
      "hi",
    ],
  ])("%s", (_, text, status, body) => {
    for (const pieces of [
      [latin1(text)],
      cutAt(latin1(text.slice(0, 1000)), "every byte").concat(latin1(text.slice(1000))),
    ]) {
      const { responses, error, idle } = read(pieces);
      expect(error).toBeNull();
      expect(responses).toHaveLength(1);
      expect(responses[0]).toMatchObject({ status, bodyBytes: body.length });
      expect(new TextDecoder().decode(responses[0]?.body)).toBe(body);
      expect(idle).toBe(true);
    }
  });

  it("without a length last until the connection closes, and only then", () => {
    const text = "HTTP/1.1 200 OK\r\n\r\nhello";
    expect(readText(text).responses).toEqual([]);
    const [response] = readText(text, { closed: true }).responses;
    expect(new TextDecoder().decode(response?.body)).toBe("hello");
    expect(response?.keepAlive).toBe(false);
  });

  it("that follow one another are delivered one by one, and what follows them is kept", () => {
    const one = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    const { responses, idle } = readText(`${one}${one}HTTP/1.1 2`);
    expect(responses.map(({ status }) => status)).toEqual([200, 200]);
    expect(idle).toBe(false);
  });

  it.each<[string, string, boolean]>([
    ["1.1", "", true],
    ["1.1", "Connection: keep-alive\r\n", true],
    ["1.1", "Connection: close\r\n", false],
    ["1.1", "connection: X, CLOSE\r\n", false],
    ["1.0", "", false],
    ["1.0", "Connection: Keep-Alive\r\n", true],
    ["1.0", "Connection: close\r\n", false],
  ])("HTTP/%s with %o: keepAlive = %o", (version, header, keepAlive) => {
    expect(
      readText(`HTTP/${version} 200 OK\r\n${header}Content-Length: 0\r\n\r\n`).responses[0]?.keepAlive,
    ).toBe(keepAlive);
  });
});

describe("malformed responses", () => {
  const head = (lines: string) => `HTTP/1.1 200 OK\r\n${lines}\r\n\r\n`;
  const chunked = (body: string) => `${head("Transfer-Encoding: chunked")}${body}`;

  it.each<[string, string, RegExp]>([
    ["no HTTP at all", "SSH-2.0-OpenSSH_9.6\r\n\r\n", /not an HTTP\/1 status line: "SSH-2\.0-OpenSSH_9\.6"/],
    ["an HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\n", /not an HTTP\/1 status line/],
    ["a request", "GET / HTTP/1.1\r\n\r\n", /not an HTTP\/1 status line/],
    ["another version", "HTTP/2 200\r\n\r\n", /not an HTTP\/1 status line/],
    ["a status of two digits", "HTTP/1.1 20 OK\r\n\r\n", /not an HTTP\/1 status line/],
    ["a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", /not an HTTP\/1 status line/],
    [
      "a status below 100, which must not pass for an interim one",
      "HTTP/1.1 099 Eh\r\n\r\n",
      /not an HTTP\/1 status line/,
    ],
    ["an empty line first", "\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", /not an HTTP\/1 status line: ""/],
    ["101 Switching Protocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", /unexpected 101/],
    ["a header line without a colon", head("nonsense"), /header line "nonsense"/],
    ["a header without a name", head(": x"), /header line ": x"/],
    ["a space before the colon", head("Content-Length : 5"), /header line "Content-Length : 5"/],
    ["a folded header", head("x: a\r\n b"), /header line " b"/],
    [
      "a bare line feed in the header",
      "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
      /bare line feed in a header/,
    ],
    ["two lengths", head("Content-Length: 5\r\nContent-Length: 6"), /Content-Length "5, 6"/],
    ["two lengths in one line", head("Content-Length: 5, 6"), /Content-Length "5, 6"/],
    ["a negative length", head("Content-Length: -5"), /Content-Length "-5"/],
    ["a signed length", head("Content-Length: +5"), /Content-Length "\+5"/],
    ["a hexadecimal length", head("Content-Length: 0x5"), /Content-Length "0x5"/],
    ["an empty length", head("Content-Length:"), /Content-Length ""/],
    ["a length beyond counting", head(`Content-Length: ${"9".repeat(16)}`), /Content-Length "9{16}"/],
    [
      "length and chunks",
      head("Content-Length: 5\r\nTransfer-Encoding: chunked"),
      /both Content-Length and Transfer-Encoding/,
    ],
    [
      "a coding that is not offered",
      head("Transfer-Encoding: gzip, chunked"),
      /transfer coding "gzip, chunked"/,
    ],
    ["a chunk size that is no number", chunked("xyz\r\n"), /chunk size "xyz"/],
    ["an empty chunk size", chunked("\r\n"), /chunk size ""/],
    ["a negative chunk size", chunked("-1\r\n"), /chunk size "-1"/],
    ["a chunk size with a prefix", chunked("0x1\r\n"), /chunk size "0x1"/],
    ["a chunk size beyond counting", chunked(`1${"0".repeat(12)}\r\n`), /chunk size/],
    ["chunk data longer than its size", chunked("2\r\nhello\r\n"), /chunk data runs past its stated size/],
    ["a bare line feed after a chunk size", chunked("2\nhi\r\n"), /bare line feed in a chunked body/],
    ["a bare line feed first in a chunked body", chunked("\n"), /bare line feed in a chunked body/],
    ["an endless header", `HTTP/1.1 200 OK\r\nx: ${"y".repeat(70_000)}`, /header of more than 65536 bytes/],
    ["an endless chunk size", chunked("1".repeat(70_000)), /endless line in a chunked body/],
  ])("%s", (_, text, message) => {
    for (const pieces of [[latin1(text)], cutAt(latin1(text), [1, 7, 20, 33, 40, 41, 50])]) {
      const { error, responses } = read(pieces);
      expect(error).toMatch(message);
      expect(responses).toEqual([]);
    }
  });

  it.each<[string, string]>([
    ["in the status line", "HTTP/1.1 200"],
    ["before the end of the header", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"],
    ["before the first byte of the body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"],
    ["in the body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"],
    ["in a chunk size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5"],
    ["in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"],
    ["after a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"],
    ["before the last line", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"],
  ])("cut short %s by the end of the connection", (_, text) => {
    const { error, responses } = readText(text, { closed: true });
    expect(error).toBe("the connection closed in the middle of a response");
    expect(responses).toEqual([]);
  });

  it("an HTTP/2 server that begins with its settings, and closes on a request it cannot read", () => {
    const settings = Uint8Array.of(0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100);
    expect(read([settings], { closed: true }).error).toBe(
      "the server speaks HTTP/2, which gRPC uses, and closed the connection",
    );
  });

  it("are none where the connection closes between responses", () => {
    expect(read([], { closed: true }).error).toBeNull();
    expect(readText("HTTP/1.1 204 No Content\r\n\r\n", { closed: true }).error).toBeNull();
  });
});

it("reads any valid response, cut anywhere, and any two in a row", () => {
  fc.assert(
    fc.property(responseArbitrary, responseArbitrary, cutsArbitrary, (first, second, cuts) => {
      const inARow = first.untilClose ? [first] : [first, second];
      const pieces = cutAt(Buffer.concat(inARow.map(({ bytes }) => bytes)), cuts);
      const { responses, error, idle } = read(pieces, { closed: true });
      expect(error).toBeNull();
      expect(idle).toBe(true);
      expect(
        responses.map((r) => ({ ...r, headers: Object.fromEntries(r.headers), body: [...r.body] })),
      ).toEqual(
        inARow.map((r) => ({
          status: r.status,
          headers: joined(r.headers),
          body: [...r.body],
          bodyBytes: r.body.length,
          keepAlive: r.keepAlive,
        })),
      );
    }),
    { numRuns: 200 },
  );
});

it("keeps the beginning of a body that does not fit into the budget, counts all of it, and says so", () => {
  const body = new Uint8Array(200_000).map((_, i) => i);
  const head = latin1(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`);
  const pieces = [head, ...Array.from({ length: 20 }, (_, i) => body.subarray(i * 10_000, (i + 1) * 10_000))];
  const [response] = read(pieces, { budget: new BodyBudget(100_000) }).responses;
  expect(response).toMatchObject({ bodyBytes: body.length, cutAtBytes: 100_000 });
  expect(Buffer.compare(response?.body ?? body, body.subarray(0, 65_536))).toBe(0);
  const [whole] = read(pieces, { budget: new BodyBudget(140_000) }).responses;
  expect(whole?.cutAtBytes).toBeUndefined();
  expect(Buffer.compare(whole?.body ?? head, body)).toBe(0);
});

it("throws nothing but HttpProtocolError at damaged responses, and reads them alike however they are cut", () => {
  fc.assert(
    fc.property(
      responseArbitrary,
      damageArbitrary,
      cutsArbitrary,
      fc.boolean(),
      (raw, damage, cuts, closed) => {
        const bytes = damaged(raw.bytes, damage);
        expect(read(cutAt(bytes, cuts), { closed })).toEqual(read([bytes], { closed }));
      },
    ),
    { numRuns: 1000 },
  );
});

it("throws nothing but HttpProtocolError at random bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, framed) => {
      const head = latin1("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      read([framed ? Buffer.concat([head, bytes]) : bytes], { closed: true });
    }),
    { numRuns: 500 },
  );
});

describe("beside Node's own parser", () => {
  /** Writes the pieces of the response at hand to whoever connects. */
  let pieces: readonly Uint8Array[] = [];
  let untilClose = false;
  const server = createServer({ noDelay: true }, (socket) => {
    socket.once("data", () => {
      for (const piece of pieces) socket.write(piece);
      if (untilClose) socket.end();
    });
    socket.on("error", () => {});
  });
  let port = 0;

  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.close();
  });

  async function throughNode(raw: RawResponse, cut: readonly Uint8Array[]) {
    pieces = cut;
    untilClose = raw.untilClose;
    const request = get({ host: "127.0.0.1", port, agent: false });
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const body: Buffer[] = [];
    for await (const part of response) body.push(part as Buffer);
    request.destroy();
    const pairs = Array.from(
      { length: response.rawHeaders.length / 2 },
      (_, i) => [response.rawHeaders[2 * i] ?? "", response.rawHeaders[2 * i + 1] ?? ""] as const,
    );
    return { status: response.statusCode, headers: joined(pairs), body: [...Buffer.concat(body)] };
  }

  it("finds the same status, headers and body in 200 random responses", async () => {
    await fc.assert(
      fc.asyncProperty(responseArbitrary, cutsArbitrary, async (raw, cuts) => {
        const cut = cutAt(raw.bytes, cuts);
        const [ours] = read(cut, { closed: raw.untilClose }).responses;
        expect({
          status: ours?.status,
          headers: Object.fromEntries(ours?.headers ?? []),
          body: [...(ours?.body ?? [])],
        }).toEqual(await throughNode(raw, cut));
      }),
      { numRuns: 200 },
    );
  });
});
