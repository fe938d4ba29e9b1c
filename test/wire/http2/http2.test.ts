import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HttpRequest } from "../../../src/wire/http/http-request.ts";
import { errorName, FLAG, FRAME, SETTING } from "../../../src/wire/http2/frames.ts";
import { HpackDecoder } from "../../../src/wire/http2/hpack-decoder.ts";
import { encodeHeaders } from "../../../src/wire/http2/hpack-encoder.ts";
import { Http2Reader } from "../../../src/wire/http2/http2-reader.ts";
import { encodeHttp2Head } from "../../../src/wire/http2/http2-request.ts";
import { Http2Writer } from "../../../src/wire/http2/http2-writer.ts";
import { WireError } from "../../../src/wire/wire-error.ts";

const SETTINGS = frame(FRAME.settings, 0, 0, [0, SETTING.maxConcurrentStreams, 0, 0, 0, 9]);

function frame(type: number, flags: number, streamId: number, payload: Iterable<number>): number[] {
  const bytes = [...payload];
  return [...bigEndian(bytes.length, 3), type, flags, ...bigEndian(streamId, 4), ...bytes];
}

function bigEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => (value >>> (8 * (bytes - 1 - i))) & 0xff);
}

/** A server's SETTINGS frame with one setting. */
function setting(id: number, value: number): number[] {
  return frame(FRAME.settings, 0, 0, [0, id, ...bigEndian(value, 4)]);
}

/** What a reader tells of bytes that come in the given pieces. */
function heard(...pieces: Iterable<number>[]): string[] {
  const told: string[] = [];
  const text = (bytes: Uint8Array, from = 0, to = bytes.length) =>
    Buffer.from(bytes.subarray(from, to)).toString("hex");
  const reader = new Http2Reader({
    onSettings: (settings) => told.push(`settings ${JSON.stringify(settings)}`),
    onHeaders: (id, { status, fields }, end) =>
      told.push(`headers ${id} ${status} ${JSON.stringify([...fields])}${end ? " end" : ""}`),
    onData: (id, bytes, from, to, counted, end) =>
      told.push(`data ${id} ${text(bytes, from, to)} of ${counted}${end ? " end" : ""}`),
    onReset: (id, code) => told.push(`reset ${id} ${code}`),
    onPing: (opaque) => told.push(`ping ${text(opaque)}`),
    onGoaway: (lastId, code) => told.push(`goaway ${lastId} ${code}`),
    onWindowUpdate: (id, bytes) => told.push(`window ${id} ${bytes}`),
  });
  for (const piece of pieces) reader.push(Uint8Array.from(piece));
  return told;
}

const BLOCK = [
  ...encodeHeaders([
    [":status", "200"],
    ["a", "b"],
  ]),
];
/** One of every frame, with the ways there are to pad and to split. */
const ALL: readonly (readonly [frames: number[], told: string | undefined])[] = [
  [SETTINGS, 'settings {"maxConcurrentStreams":9}'],
  [frame(FRAME.settings, FLAG.ack, 0, []), undefined],
  [frame(FRAME.headers, FLAG.endHeaders, 1, BLOCK), 'headers 1 200 [["a","b"]]'],
  [
    frame(FRAME.headers, FLAG.endHeaders | FLAG.padded | FLAG.priority | FLAG.endStream, 3, [
      ...[2, 0, 0, 0, 0, 16],
      ...BLOCK,
      ...[0, 0],
    ]),
    'headers 3 200 [["a","b"]] end',
  ],
  [
    [
      ...frame(FRAME.headers, FLAG.endStream, 5, BLOCK.slice(0, 1)),
      ...frame(FRAME.continuation, 0, 5, BLOCK.slice(1, 3)),
      ...frame(FRAME.continuation, FLAG.endHeaders, 5, BLOCK.slice(3)),
    ],
    'headers 5 200 [["a","b"]] end',
  ],
  [frame(FRAME.data, 0, 1, [1, 2, 3]), "data 1 010203 of 3"],
  [frame(FRAME.data, FLAG.padded | FLAG.endStream, 1, [2, 7, 0, 0]), "data 1 07 of 4 end"],
  [frame(FRAME.data, FLAG.endStream, 1, []), "data 1  of 0 end"],
  [frame(FRAME.rstStream, 0, 7, [0, 0, 0, 8]), "reset 7 8"],
  [frame(FRAME.ping, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8]), "ping 0102030405060708"],
  [frame(FRAME.ping, FLAG.ack, 0, [1, 2, 3, 4, 5, 6, 7, 8]), undefined],
  [frame(FRAME.goaway, 0, 0, [0, 0, 0, 9, 0, 0, 0, 11, 65]), "goaway 9 11"],
  [frame(FRAME.windowUpdate, 0, 3, [0x80, 0, 1, 0]), "window 3 256"],
  [frame(2, 0, 3, [0, 0, 0, 0, 1]), undefined],
  [frame(0xfa, 0xff, 3, [1, 2, 3]), undefined],
];

describe("reading", () => {
  it("tells of every frame what it says, wherever the stream is cut", () => {
    const order = fc.shuffledSubarray(ALL.slice(1));
    const cuts = fc.array(fc.nat(200), { maxLength: 12 });
    fc.assert(
      fc.property(order, cuts, (frames, at) => {
        const all = [ALL[0], ...frames].map((one) => one as (typeof ALL)[number]);
        const bytes = all.flatMap(([part]) => part);
        const ends = [...new Set([0, ...at.filter((cut) => cut < bytes.length), bytes.length])].sort(
          (a, b) => a - b,
        );
        const pieces = ends.slice(1).map((end, i) => bytes.slice(ends[i], end));
        expect(heard(...pieces)).toEqual(all.flatMap(([, told]) => told ?? []));
      }),
    );
  });

  it("keeps no view of a chunk whose memory is used again", () => {
    const bytes = [...SETTINGS, ...frame(FRAME.ping, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8])];
    const told: string[] = [];
    const nothing = () => {};
    const reader = new Http2Reader({
      onSettings: nothing,
      onHeaders: nothing,
      onData: nothing,
      onReset: nothing,
      onPing: (opaque) => told.push(Buffer.from(opaque).toString("hex")),
      onGoaway: nothing,
      onWindowUpdate: nothing,
    });
    const memory = Buffer.from(bytes.slice(0, 30));
    reader.push(memory);
    memory.fill(0xee);
    reader.push(Uint8Array.from(bytes.slice(30)));
    expect(told).toEqual(["0102030405060708"]);
  });

  it.each<[string, number[], RegExp]>([
    ["HTTP/1.1", [...Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")], /^the server answered in HTTP\/1$/],
    ["another protocol", [...Buffer.from("220 mail.test ESMTP")], /settings first, found "220 mail\.tes"/],
    ["a frame that is too long", [...SETTINGS, ...bigEndian(16_385, 3), 0, 0, 0, 0, 0, 1], /of 16385 bytes/],
    ["more padding than bytes", [...SETTINGS, ...frame(FRAME.data, FLAG.padded, 1, [3, 0, 0])], /padding/],
    [
      "padding in HEADERS",
      [...SETTINGS, ...frame(FRAME.headers, FLAG.padded | FLAG.endHeaders, 1, [9, 0])],
      /shorter/,
    ],
    ["a padded DATA without a byte", [...SETTINGS, ...frame(FRAME.data, FLAG.padded, 1, [])], /padded frame/],
    [
      "a padded HEADERS without a byte",
      [...SETTINGS, ...frame(FRAME.headers, FLAG.padded | FLAG.endHeaders, 1, []), 7],
      /padded frame/,
    ],
    [
      "a HEADERS with less than its priority",
      [...SETTINGS, ...frame(FRAME.headers, FLAG.priority | FLAG.endHeaders, 1, [0, 0, 0, 0])],
      /shorter than their own fields/,
    ],
    ["frames of no bytes", setting(SETTING.maxFrameSize, 0), /MAX_FRAME_SIZE 0, where 16384 to 16777215/],
    ["frames below the least size", setting(SETTING.maxFrameSize, 16_383), /MAX_FRAME_SIZE 16383/],
    ["frames above the largest size", setting(SETTING.maxFrameSize, 2 ** 24), /MAX_FRAME_SIZE 16777216/],
    ["a server that lets us push", setting(SETTING.enablePush, 1), /ENABLE_PUSH 1, where 0 is allowed/],
    ["SETTINGS of a stream", frame(FRAME.settings, 0, 1, []), /SETTINGS frame came for stream 1/],
    [
      "an acknowledgement with settings",
      [...SETTINGS, ...frame(FRAME.settings, FLAG.ack, 0, [0, 3, 0, 0, 0, 9])],
      /SETTINGS frame has the wrong length/,
    ],
    [
      "a PING of a stream",
      [...SETTINGS, ...frame(FRAME.ping, 0, 1, new Uint8Array(8))],
      /PING frame came for stream 1/,
    ],
    [
      "a GOAWAY of a stream",
      [...SETTINGS, ...frame(FRAME.goaway, 0, 3, new Uint8Array(8))],
      /GOAWAY frame came for stream 3/,
    ],
    ["a push", [...SETTINGS, ...frame(FRAME.pushPromise, FLAG.endHeaders, 1, [0, 0, 0, 2])], /pushed/],
    [
      "a lone CONTINUATION",
      [...SETTINGS, ...frame(FRAME.continuation, 0, 1, [])],
      /CONTINUATION came without HEADERS/,
    ],
    [
      "a frame within a header block",
      [...SETTINGS, ...frame(FRAME.headers, 0, 1, BLOCK), ...frame(FRAME.data, 0, 1, [])],
      /middle of a header block/,
    ],
    [
      "an endless header block",
      [
        ...SETTINGS,
        ...frame(FRAME.headers, 0, 1, []),
        ...Array.from({ length: 9 }, () => frame(FRAME.continuation, 0, 1, new Uint8Array(16_384))).flat(),
      ],
      /longer than 131072 bytes/,
    ],
    ["a bad header block", [...SETTINGS, ...frame(FRAME.headers, FLAG.endHeaders, 1, [0xff, 0xff])], /./],
    ["SETTINGS of a wrong length", frame(FRAME.settings, 0, 0, [1]), /SETTINGS frame has the wrong length/],
    ["RST_STREAM of a wrong length", [...SETTINGS, ...frame(FRAME.rstStream, 0, 1, [1])], /RST_STREAM frame/],
    ["PING of a wrong length", [...SETTINGS, ...frame(FRAME.ping, 0, 0, [1])], /PING frame/],
    ["GOAWAY of a wrong length", [...SETTINGS, ...frame(FRAME.goaway, 0, 0, [1])], /GOAWAY frame/],
    [
      "WINDOW_UPDATE of a wrong length",
      [...SETTINGS, ...frame(FRAME.windowUpdate, 0, 0, [1])],
      /WINDOW_UPDATE frame/,
    ],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => heard(bytes)).toThrow(WireError);
    expect(() => heard(bytes)).toThrow(message);
  });

  it("of any bytes at all either makes sense or refuses them", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.array(fc.nat(500)), fc.uint8Array({ maxLength: 20 })).map(([at, values]) => {
        const all = ALL.flatMap(([part]) => part);
        for (const [i, where] of at.entries()) all[where % all.length] = values[i] ?? 0;
        return Uint8Array.from(all);
      }),
    );
    fc.assert(
      fc.property(bytes, (any) => {
        try {
          heard(any);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** What a reader tells of bytes up to the first that it refuses, with the refusal; any other error is thrown. */
function heardOrRefused(...pieces: Iterable<number>[]): string[] {
  try {
    return heard(...pieces);
  } catch (error) {
    if (error instanceof WireError) return [`refused: ${error.message}`];
    throw error;
  }
}

it("reads damaged frames alike however they are cut, at every byte too, and throws nothing but WireError", () => {
  const damage = fc.record({
    frames: fc.shuffledSubarray(ALL.slice(1), { minLength: 1 }),
    // Flags, types and lengths are where one byte changes the meaning of all that follows.
    flips: fc.array(fc.tuple(fc.nat(400), fc.constantFrom(0x00, 0x08, 0x20, 0x28, 0x2d, 0x01, 0x04, 0xff))),
    end: fc.nat(400),
  });
  fc.assert(
    fc.property(damage, fc.nat(400), ({ frames, flips, end }, cut) => {
      const bytes = [...SETTINGS, ...frames.flatMap(([part]) => part)];
      // The first frame stays: what is told of other first bytes depends on how many have come.
      const first = SETTINGS.length;
      for (const [at, value] of flips) bytes[first + (at % (bytes.length - first))] = value;
      bytes.length = Math.min(bytes.length, first + end);
      const whole = heardOrRefused(bytes);
      const at = cut % bytes.length;
      expect(heardOrRefused(bytes.slice(0, at), bytes.slice(at))).toEqual(whole);
      expect(heardOrRefused(...bytes.map((byte) => [byte]))).toEqual(whole);
    }),
    { numRuns: 1000 },
  );
});

describe("writing", () => {
  it("is what the reader reads, whatever its size", () => {
    const frames = fc.array(
      fc.oneof(
        fc.record({ part: fc.uint8Array({ maxLength: 60 }), end: fc.boolean() }),
        fc.constant({ part: new Uint8Array(16_384), end: false }),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(frames, fc.array(fc.boolean()), (parts, takes) => {
        const writer = new Http2Writer();
        const taken: Uint8Array[] = [];
        writer.settings({ [SETTING.maxFrameSize]: 20_000 });
        for (const [i, { part, end }] of parts.entries()) {
          writer.data(2 * i + 1, part, end);
          if (takes[i]) taken.push(writer.take());
        }
        taken.push(writer.take());
        expect(writer.isEmpty).toBe(true);
        expect(heard(...taken)).toEqual([
          'settings {"maxFrameBytes":20000}',
          ...parts.map(
            ({ part, end }, i) =>
              `data ${2 * i + 1} ${Buffer.from(part).toString("hex")} of ${part.length}${end ? " end" : ""}`,
          ),
        ]);
      }),
      { numRuns: 50 },
    );
  });

  it("splits a header block that is longer than a frame", () => {
    const long = "x".repeat(40_000);
    const writer = new Http2Writer();
    writer.settings({});
    writer.headers(
      1,
      encodeHeaders([
        [":status", "200"],
        ["long", long],
      ]),
      true,
    );
    expect(heard(writer.take())).toEqual(["settings {}", `headers 1 200 [["long","${long}"]] end`]);
  });

  it("says resets, windows and acknowledgements", () => {
    const writer = new Http2Writer();
    writer.settings({});
    writer.rstStream(3, 8);
    writer.windowUpdate(0, 1 << 24);
    writer.settingsAck();
    writer.pingAck(new Uint8Array(8));
    expect(heard(writer.take())).toEqual(["settings {}", "reset 3 8", "window 0 16777216"]);
  });
});

describe("the head of a request", () => {
  const request: HttpRequest = {
    method: "POST",
    path: "/x?y",
    host: "server:80",
    headers: { "Content-Type": "a/b", TE: "trailers" },
  };
  const read = (given: HttpRequest) => [...new HpackDecoder().decode(encodeHttp2Head(given, "https")).fields];

  it("has the pseudo-headers first, and names in lower case", () => {
    expect(read(request)).toEqual([
      [":method", "POST"],
      [":scheme", "https"],
      [":authority", "server:80"],
      [":path", "/x?y"],
      ["content-type", "a/b"],
      ["te", "trailers"],
    ]);
  });

  it("takes a user's Host for the authority", () => {
    const fields = new Map(read({ ...request, headers: { Host: "virtual" } }));
    expect(fields.get(":authority")).toBe("virtual");
    expect(fields.has("host")).toBe(false);
  });

  it.each([
    ["Connection", "close"],
    ["Transfer-Encoding", "chunked"],
    ["Upgrade", "h2c"],
    ["TE", "gzip"],
  ])("refuses %s: %s, which HTTP/2 forbids", (name, value) => {
    expect(() => read({ ...request, headers: { [name]: value } })).toThrow(
      `HTTP/2 forbids the header "${name}: ${value}"`,
    );
  });
});

it("names the error codes that have a name", () => {
  expect([errorName(8), errorName(13), errorName(99)]).toEqual(["8 CANCEL", "13 HTTP_1_1_REQUIRED", "99"]);
});
