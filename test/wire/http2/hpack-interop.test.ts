import { type OutgoingHttpHeaders, type ServerHttp2Stream, sensitiveHeaders } from "node:http2";
import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { HpackDecoder } from "../../../src/wire/http2/hpack-decoder.ts";
import { encodeHeaders } from "../../../src/wire/http2/hpack-encoder.ts";
import { type HeaderField, STATIC_TABLE } from "../../../src/wire/http2/hpack-static-table.ts";
import { RawPeer } from "./hpack-raw-peer.ts";

const REQUEST: readonly HeaderField[] = [
  [":method", "POST"],
  [":scheme", "http"],
  [":path", "/"],
  [":authority", "127.0.0.1"],
];
const request = encodeHeaders(REQUEST);

let peer: RawPeer | undefined;
afterEach(async () => {
  await peer?.close();
  peer = undefined;
});

/** Some are in the static table; nghttp2 never puts some of them (etag, location, set-cookie) into the dynamic one. */
const NAMES = [
  "content-type",
  "etag",
  "grpc-status",
  "grpc-message",
  "location",
  "server",
  "vary",
  "x-a",
  "x-b",
];
const value = fc.oneof(
  fc.constantFrom("", "0", "application/grpc", "gzip"),
  fc.string({ maxLength: 60 }),
  fc.string({ minLength: 100, maxLength: 300 }),
  fc.string({
    unit: fc.integer({ min: 0x80, max: 0xff }).map((code) => String.fromCharCode(code)),
    maxLength: 30,
  }),
);
const answer = fc.record({
  status: fc.integer({ min: 200, max: 599 }),
  headers: fc.dictionary(
    fc.constantFrom(...NAMES),
    value.map((text) => text.trim()),
  ),
  cookies: fc.array(fc.constantFrom("a=1", "b=2", "c=3"), { maxLength: 3 }),
  sensitive: fc.subarray(NAMES),
});
type Answer = typeof answer extends fc.Arbitrary<infer T> ? T : never;

function respond(stream: ServerHttp2Stream, { status, headers, cookies, sensitive }: Answer): void {
  const all: OutgoingHttpHeaders & { [sensitiveHeaders]?: string[] } = { ":status": status, ...headers };
  if (cookies.length > 0) all["set-cookie"] = cookies;
  all[sensitiveHeaders] = sensitive;
  stream.respond(all, { endStream: true, sendDate: false } as object);
}

function expectedOf({ headers, cookies }: Answer): Record<string, string> {
  return cookies.length === 0 ? { ...headers } : { ...headers, "set-cookie": cookies.join(", ") };
}

/** Answers one after the other on one connection; the fewest and the most bytes that a block had. */
async function readAll(
  tableBytes: number,
  answers: readonly Answer[],
): Promise<{ least: number; most: number }> {
  let next = 0;
  const open = await RawPeer.open(tableBytes, (stream) => respond(stream, answers[next++] as Answer));
  peer = open;
  const decoder = new HpackDecoder(tableBytes);
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const expected of answers) {
    const block = await open.ask(request);
    const { status, fields } = decoder.decode(block);
    expect({ status, fields: Object.fromEntries(fields) }).toEqual({
      status: expected.status,
      fields: expectedOf(expected),
    });
    least = Math.min(least, block.length);
    most = Math.max(most, block.length);
  }
  await open.close();
  peer = undefined;
  return { least, most };
}

it.each([0, 256, 4096, 65_536])("reads what nghttp2 writes with a table of %i bytes", async (tableBytes) => {
  const some = fc.array(answer, { minLength: 3, maxLength: 8 });
  // Drawn again and again from a few: fields come back after others drove them out of the table.
  const many = some.chain((few) => fc.array(fc.constantFrom(...few), { minLength: 50, maxLength: 80 }));
  await fc.assert(
    fc.asyncProperty(many, async (answers) => {
      await readAll(tableBytes, answers);
    }),
    { numRuns: 8 },
  );
});

it("gives the same object for an answer that comes again, until the table changes", async () => {
  const plain = {
    status: 200,
    headers: { "x-a": "1", "content-type": "application/grpc" },
    cookies: [],
    sensitive: [],
  };
  const other = { ...plain, headers: { "x-b": "2" } };
  const answers = [plain, plain, plain, other, plain, plain];
  let next = 0;
  peer = await RawPeer.open(4096, (stream) => respond(stream, answers[next++] as Answer));
  const decoder = new HpackDecoder();
  const read = [];
  for (const _ of answers) read.push(decoder.decode(await peer.ask(request)));
  expect(read[2]).toBe(read[1]);
  expect(read[4]).not.toBe(read[2]);
  expect(read[4]).toEqual(read[2]);
  expect(read[5]).toBe(read[4]);
});

it("reads a block in CONTINUATION frames", async () => {
  // Characters that Huffman codes make longer: nghttp2 sends them as they are.
  const headers = { "x-a": "ÿ".repeat(20_000), "x-b": "þ".repeat(20_000) };
  const { most } = await readAll(4096, [{ status: 200, headers, cookies: [], sensitive: [] }]);
  expect(most).toBeGreaterThan(40_000);
});

it("reads every character in Huffman codes", async () => {
  // So many short codes beside it that the whole is shorter in Huffman codes.
  const characters = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).filter(
    (character) => !"\0\r\n".includes(character),
  );
  const answers = characters.map((character) => ({
    status: 200,
    headers: { etag: `${"0".repeat(60)}${character}${"1".repeat(60)}` },
    cookies: [],
    sensitive: [],
  }));
  const { most } = await readAll(4096, answers);
  expect(most).toBeLessThan(120);
});

const sent = fc.array(
  fc.tuple(
    fc.oneof(
      fc.constantFrom(
        "accept",
        "authorization",
        "content-type",
        "grpc-timeout",
        "user-agent",
        "accept-encoding",
      ),
      fc.stringMatching(/^x-[!#$%&'*+.^_`|~0-9a-z-]{0,20}$/),
    ),
    fc.oneof(
      fc.constantFrom("", "gzip, deflate", "application/grpc", "trailers"),
      fc.string({ maxLength: 300 }),
      fc.string({ unit: fc.integer({ min: 0x80, max: 0xff }).map((code) => String.fromCharCode(code)) }),
    ),
  ),
  { maxLength: 12 },
);

/** What `node:http2` reads out of our blocks, each sent twice. */
async function openReader(): Promise<
  (fields: readonly HeaderField[]) => Promise<readonly (readonly string[])[]>
> {
  let received: readonly string[] = [];
  const open = await RawPeer.open(4096, (stream, rawHeaders) => {
    received = rawHeaders;
    stream.respond({ ":status": 200 }, { endStream: true });
  });
  peer = open;
  return async (fields) => {
    const block = encodeHeaders(fields);
    await open.ask(block);
    const first = received;
    await open.ask(block);
    return [first, received];
  };
}

it("writes what nghttp2 reads, in the same order, at any time", async () => {
  const read = await openReader();
  await fc.assert(
    fc.asyncProperty(sent, async (drawn) => {
      const fields = [...REQUEST, ...drawn.map(([name, text]): HeaderField => [name, text.trim()])];
      expect(await read(fields)).toEqual([fields.flat(), fields.flat()]);
    }),
    { numRuns: 100 },
  );
});

// The others have rules of their own: HTTP/2 refuses them here.
const plain = STATIC_TABLE.filter(([name]) => !/^:|^(host|content-length|transfer-encoding)$/.test(name));
it("has the static table of nghttp2", async () => {
  const read = await openReader();
  for (const field of plain) {
    const fields = [...REQUEST, field];
    expect(await read(fields)).toEqual([fields.flat(), fields.flat()]);
  }
});
