import { expect, it, onTestFinished } from "vitest";
import { FLAG, FRAME, readUint31, SETTING } from "../../src/wire/http2/frames.ts";
import { encodeHeaders } from "../../src/wire/http2/hpack-encoder.ts";
import { Http2Writer } from "../../src/wire/http2/http2-writer.ts";
import { openAsking } from "./asking.ts";
import { listenRaw } from "./raw-server.ts";

const PREFACE_BYTES = 24;
const OK = encodeHeaders([[":status", "200"]]);

interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/** A server that says what no well-behaved one would: `script` hears each frame of the client, and writes. */
async function serve(
  script: (frame: Frame, say: Http2Writer) => void,
  settings: Record<number, number> = {},
) {
  const frames: Frame[] = [];
  const server = await listenRaw((socket, bytes) => {
    const isFirst = !waiting.has(socket);
    const writer = new Http2Writer();
    if (isFirst) writer.settings(settings);
    let rest = Buffer.concat([waiting.get(socket) ?? Buffer.alloc(0), bytes]);
    if (isFirst) rest = rest.subarray(PREFACE_BYTES);
    while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
      const end = 9 + rest.readUIntBE(0, 3);
      const frame = {
        type: rest[3] ?? 0,
        flags: rest[4] ?? 0,
        streamId: readUint31(rest, 5),
        payload: rest.subarray(9, end),
      };
      frames.push(frame);
      script(frame, writer);
      rest = rest.subarray(end);
    }
    waiting.set(socket, rest);
    if (!writer.isEmpty) socket.write(writer.take());
  });
  const waiting = new Map<unknown, Buffer>();
  onTestFinished(() => server.close());
  return { ...server, frames };
}

const onRequest =
  (answer: (say: Http2Writer, streamId: number) => void) => (frame: Frame, say: Http2Writer) => {
    if (frame.type === FRAME.headers) answer(say, frame.streamId);
  };

it.each<[string, (say: Http2Writer, id: number) => void, RegExp]>([
  [
    "a body without a head",
    (say, id) => say.data(id, new Uint8Array(1), true),
    /a body came before its head$/,
  ],
  ["trailers alone", (say, id) => say.headers(id, encodeHeaders([["a", "b"]]), true), /without a status$/],
  [
    "two heads",
    (say, id) => {
      say.headers(id, OK, false);
      say.headers(id, OK, false);
    },
    /with two heads$/,
  ],
  [
    "a body shorter than it was to be",
    (say, id) => {
      say.headers(
        id,
        encodeHeaders([
          [":status", "200"],
          ["content-length", "5"],
        ]),
        false,
      );
      say.data(id, new Uint8Array(3), true);
    },
    /content-length says 5, but 3 bytes came$/,
  ],
])("%s fails the one request, is reset, and the connection lives on", async (_, answer, message) => {
  let asked = 0;
  const server = await serve(
    onRequest((say, id) => (asked++ === 0 ? answer(say, id) : say.headers(id, OK, true))),
  );
  const { ask } = openAsking("2", server.address);
  const ended = await ask().ended;
  expect(ended).toMatch(/^protocol: bad HTTP\/2: /);
  expect(ended).toMatch(message);
  expect(await ask().ended).toBe("200 0");
  const reset = server.frames.find(({ type }) => type === FRAME.rstStream);
  expect(reset?.payload.readUInt32BE()).toBe(1);
  expect(server.sockets).toHaveLength(1);
});

it.each<[string, (say: Http2Writer) => void, RegExp]>([
  [
    "a stream that nobody opened",
    (say) => say.headers(7, OK, true),
    /frame came for stream 7, which does not exist$/,
  ],
  ["a stream of its own", (say) => say.data(2, new Uint8Array(1), true), /stream 2, which does not exist$/],
  ["a window that does not grow", (say) => say.windowUpdate(0, 0), /WINDOW_UPDATE by 0 bytes$/],
  [
    "a window beyond all bounds",
    (say) => say.windowUpdate(0, 0x7fffffff),
    /WINDOW_UPDATE by 2147483647 bytes$/,
  ],
  [
    "frames of no bytes",
    (say) => say.settings({ [SETTING.maxFrameSize]: 0 }),
    /SETTINGS_MAX_FRAME_SIZE 0, where 16384 to 16777215 is allowed$/,
  ],
  [
    "a padded frame without a byte",
    (say) => say.raw(Uint8Array.from([0, 0, 0, FRAME.data, FLAG.padded, 0, 0, 0, 1])),
    /a padded frame has no length of its padding$/,
  ],
  [
    "windows beyond all bounds",
    (say) => say.settings({ [SETTING.initialWindowSize]: 2 ** 31 }),
    /WINDOW_SIZE 2147483648$/,
  ],
])("%s ends the connection and fails all that it has", async (_, say, message) => {
  const server = await serve(onRequest((writer, id) => id === 3 && say(writer)));
  const { transport, ask } = openAsking("2", server.address);
  await transport.warm(1);
  const [first, second] = [ask(), ask()];
  expect(await first.ended).toMatch(message);
  expect(await second.ended).toMatch(/^protocol: bad HTTP\/2: /);
  await expect.poll(() => server.sockets[0]?.closed).toBe(true);
});

it.each([
  ["that does not grow", 0, 1],
  ["beyond all bounds", 0x7fffffff, 3],
])("a window of one stream %s fails that request alone, and is reset", async (_, bytes, resetCode) => {
  const server = await serve(
    onRequest((say, id) => {
      if (id === 1) say.windowUpdate(id, bytes);
      else say.headers(id, OK, true);
    }),
  );
  const { ask } = openAsking("2", server.address);
  expect(await ask().ended).toBe(`protocol: bad HTTP/2: WINDOW_UPDATE by ${bytes} bytes on a stream`);
  expect(await ask().ended).toBe("200 0");
  const reset = server.frames.find(({ type }) => type === FRAME.rstStream);
  expect(reset?.payload.readUInt32BE()).toBe(resetCode);
  expect(server.sockets).toHaveLength(1);
});

it("an interim answer tells nothing; pings are answered", async () => {
  const server = await serve(
    onRequest((say, id) => {
      say.headers(
        id,
        encodeHeaders([
          [":status", "103"],
          ["link", "x"],
        ]),
        false,
      );
      // The bytes of a PING frame: an acknowledgement without its flag.
      say.raw(Uint8Array.from([0, 0, 8, FRAME.ping, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]));
      say.headers(id, OK, true);
    }),
  );
  const asked = openAsking("2", server.address).ask();
  expect(await asked.ended).toBe("200 0");
  expect(asked.response?.headers.has("link")).toBe(false);
  await expect
    .poll(() => server.frames.find(({ type }) => type === FRAME.ping))
    .toMatchObject({
      flags: FLAG.ack,
      payload: Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]),
    });
});

it("sends no more of a body than the windows of stream and connection allow, and all of it in the end", async () => {
  let taken = 0;
  const server = await serve(
    ({ type, flags, streamId, payload }, say) => {
      if (type === FRAME.settings && flags === 0) return;
      if (type !== FRAME.data) return;
      taken += payload.length;
      if (flags & FLAG.endStream) say.headers(streamId, OK, true);
      else if (taken === 10) say.settings({ [SETTING.initialWindowSize]: 30 });
      else say.windowUpdate(streamId, 1000);
    },
    { [SETTING.initialWindowSize]: 10 },
  );
  const { ask } = openAsking("2", server.address);
  expect(await ask({ body: new Uint8Array(2500).fill(7) }).ended).toBe("200 0");
  const data = server.frames.filter(({ type }) => type === FRAME.data);
  expect(data.map(({ payload }) => payload.length)).toEqual([10, 20, 1000, 1000, 470]);
  expect(Buffer.concat(data.map(({ payload }) => payload)).every((byte) => byte === 7)).toBe(true);
});

it("takes an answer that comes before the whole request went out, and tells the server that it may stop", async () => {
  const server = await serve(
    onRequest((say, id) => say.headers(id, encodeHeaders([[":status", "413"]]), true)),
    { [SETTING.initialWindowSize]: 10 },
  );
  const { ask } = openAsking("2", server.address);
  expect(await ask({ body: new Uint8Array(2500) }).ended).toBe("413 0");
  await expect
    .poll(() => server.frames.find(({ type }) => type === FRAME.rstStream)?.payload.readUInt32BE())
    .toBe(8);
});

it.each([
  ["NO_ERROR", 0, "200 0"],
  ["INTERNAL_ERROR", 2, "reset: the server ended the connection with GOAWAY, code 2 INTERNAL_ERROR"],
])(
  "GOAWAY with %s: what the server never looked at is sent again, the rest ends as it may",
  async (_, code, first) => {
    let goesAway = true;
    const server = await serve(
      onRequest((say, id) => {
        if (id === 3 && goesAway) {
          goesAway = false;
          say.raw(Uint8Array.from([0, 0, 8, FRAME.goaway, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, code]));
          say.headers(1, OK, true);
        } else if (!goesAway) say.headers(id, OK, true);
      }),
    );
    const { transport, ask } = openAsking("2", server.address);
    await transport.warm(1);
    const [looked, not] = [ask(), ask()];
    expect(await looked.ended).toBe(first);
    expect(await not.ended).toBe("200 0");
    expect(transport.counts).toMatchObject({ opened: 2, retried: 1 });
    await expect.poll(() => server.sockets[0]?.closed).toBe(true);
  },
);

it("a silent close: a request that found the connection idle is sent again; beside one in mid-answer it fails", async () => {
  let asked = 0;
  const server = await serve(
    onRequest((say, id) => {
      asked++;
      // The second request is never looked at; the third, on a new connection, is answered, the fourth hangs.
      if (asked === 2) server.sockets[0]?.destroy();
      else if (asked === 5) server.sockets[1]?.destroy();
      else say.headers(id, OK, asked !== 4);
    }),
  );
  const { transport, ask } = openAsking("2", server.address);
  expect(await ask().ended).toBe("200 0");
  expect(await ask().ended).toBe("200 0");
  expect(transport.counts).toMatchObject({ opened: 2, closedUnannounced: 1, retried: 1 });
  const hung = ask();
  await expect.poll(() => hung.told).toEqual(["bytes"]);
  expect(await ask().ended).toMatch(/^(closed|reset): /);
  expect(await hung.ended).toMatch(/^(closed|reset): /);
  expect(transport.counts.retried).toBe(1);
});

it("says what a request waits for: a flow-control window that does not open, or a place on the connection", async () => {
  const server = await serve(() => {}, {
    [SETTING.initialWindowSize]: 10,
    [SETTING.maxConcurrentStreams]: 1,
  });
  const { transport, ask } = openAsking("2", server.address);
  await transport.warm(1);
  const blocked = ask({ body: new Uint8Array(2500) });
  await expect.poll(() => server.frames.some(({ type }) => type === FRAME.data)).toBe(true);
  expect(blocked.stalled()).toBe(
    "the server's flow-control window let 10 of the 2500 bytes of the request through",
  );
  const { ask: askAnother } = openAsking(
    "2",
    (await serve(() => {}, { [SETTING.maxConcurrentStreams]: 0 })).address,
  );
  expect(askAnother().stalled()).toBe("no HTTP/2 connection took the request by then");
});
