import fc from "fast-check";

/** A valid response, in parts and as bytes. */
export interface RawResponse {
  readonly bytes: Uint8Array;
  readonly status: number;
  /** In order, as they stand on the wire. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  readonly keepAlive: boolean;
  readonly untilClose: boolean;
}

type Framing = "length" | "chunked" | "until-close" | "no-body";

/** Latin-1, which every byte of a header is. */
export const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

const textOf = (alphabet: string, maxLength: number) =>
  fc.array(fc.constantFrom(...alphabet), { maxLength }).map((chars) => chars.join(""));

const VISIBLE = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join("");
const name = textOf("abcXYZ0189-_!#$%&'*+.^`|~", 12).map((text) => `x-${text}`);
/** Spaces and tabs inside, high Latin-1, no white space at the ends. */
const value = textOf(`${VISIBLE}  \tÄé÷ÿ`, 30).map((text) => text.replace(/^[ \t]+|[ \t]+$/g, ""));
const padding = textOf(" \t", 3);
const headerLine = fc
  .record({ name, value, before: padding, after: padding })
  .map((h) => ({ pair: [h.name, h.value] as const, line: `${h.name}:${h.before}${h.value}${h.after}\r\n` }));

const interim = fc
  .record({ status: fc.constantFrom(100, 102, 103), headers: fc.array(headerLine, { maxLength: 2 }) })
  .map(({ status, headers }) => `HTTP/1.1 ${status} Wait\r\n${headers.map(({ line }) => line).join("")}\r\n`);

/** Chunk sizes in any spelling: either case, leading zeros, an extension. */
const chunk = fc.record({
  size: fc.integer({ min: 1, max: 300 }),
  zeros: fc.nat({ max: 3 }),
  upper: fc.boolean(),
  extension: fc.constantFrom("", ";a=b", ";q"),
});

export const responseArbitrary: fc.Arbitrary<RawResponse> = fc
  .record({
    framing: fc.constantFrom<Framing>("length", "chunked", "until-close", "no-body"),
    version: fc.constantFrom("1.1", "1.1", "1.0"),
    status: fc.integer({ min: 200, max: 599 }).filter((status) => status !== 204 && status !== 304),
    reason: fc.constantFrom(" OK", " Not At All OK", " ", ""),
    interims: fc.array(interim, { maxLength: 2 }),
    headers: fc.array(headerLine, { maxLength: 6 }),
    connection: fc.constantFrom("", "close", "keep-alive", "Close", "Keep-Alive"),
    body: fc.uint8Array({ maxLength: 1500 }),
    chunks: fc.array(chunk, { minLength: 1, maxLength: 8 }),
    trailers: fc.array(headerLine, { maxLength: 2 }),
    framingFirst: fc.boolean(),
  })
  .map((r) => {
    // HTTP/1.0 knows no chunks, and a server that speaks it sends nothing interim.
    const version = r.framing === "chunked" || r.interims.length > 0 ? "1.1" : r.version;
    const status = r.framing === "no-body" ? (r.status % 2 === 0 ? 204 : 304) : r.status;
    const body = r.framing === "no-body" ? new Uint8Array(0) : r.body;
    const headers = [
      ...r.headers,
      ...(r.connection === ""
        ? []
        : [{ pair: ["Connection", r.connection] as const, line: `Connection: ${r.connection}\r\n` }]),
    ];
    const framingHeader =
      r.framing === "length"
        ? [["Content-Length", String(body.length)] as const]
        : r.framing === "chunked"
          ? [["Transfer-Encoding", "chunked"] as const]
          : [];
    const framingLine = framingHeader.map(([n, v]) => `${n}: ${v}\r\n`).join("");
    const otherLines = headers.map(({ line }) => line).join("");
    const head = `HTTP/${version} ${status}${r.reason}\r\n${r.framingFirst ? framingLine + otherLines : otherLines + framingLine}\r\n`;
    const pairs = headers.map(({ pair }) => pair);
    const close = r.connection.toLowerCase() === "close";
    return {
      bytes: Buffer.concat([
        latin1(r.interims.join("")),
        latin1(head),
        r.framing === "chunked" ? chunked(body, r.chunks, r.trailers.map(({ line }) => line).join("")) : body,
      ]),
      status,
      headers: r.framingFirst ? [...framingHeader, ...pairs] : [...pairs, ...framingHeader],
      body,
      keepAlive:
        r.framing !== "until-close" &&
        (version === "1.1" ? !close : r.connection.toLowerCase() === "keep-alive"),
      untilClose: r.framing === "until-close",
    };
  });

function chunked(
  body: Uint8Array,
  chunks: readonly { size: number; zeros: number; upper: boolean; extension: string }[],
  trailers: string,
): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0, i = 0; at < body.length; i++) {
    const { size, zeros, upper, extension } = chunks[i % chunks.length] as (typeof chunks)[number];
    const data = body.subarray(at, at + size);
    const hex = data.length.toString(16);
    parts.push(
      latin1(`${"0".repeat(zeros)}${upper ? hex.toUpperCase() : hex}${extension}\r\n`),
      data,
      latin1("\r\n"),
    );
    at += data.length;
  }
  return Buffer.concat([...parts, latin1(`0\r\n${trailers}\r\n`)]);
}

/** Places to cut bytes at: none, some, or everywhere. */
export const cutsArbitrary = fc.oneof(
  fc.constant<readonly number[] | "every byte">([]),
  fc.constant<readonly number[] | "every byte">("every byte"),
  fc.array(fc.nat({ max: 2500 }), { maxLength: 12 }),
);

export function cutAt(bytes: Uint8Array, cuts: readonly number[] | "every byte"): Uint8Array[] {
  const places =
    cuts === "every byte" ? Array.from(bytes, (_, i) => i) : cuts.filter((cut) => cut < bytes.length);
  const edges = [...new Set([0, ...places, bytes.length])].sort((a, b) => a - b);
  return edges.slice(1).map((to, i) => bytes.subarray(edges[i], to));
}

/** What becomes of bytes on a bad day: flipped, cut out, doubled, inserted. */
export const damageArbitrary = fc.array(
  fc.record({
    kind: fc.constantFrom("flip", "cut", "double", "insert"),
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    length: fc.integer({ min: 1, max: 20 }),
    insert: fc.constantFrom(
      "\r",
      "\n",
      "\r\n",
      "\r\n\r\n",
      ":",
      " ",
      "0\r\n\r\n",
      "HTTP/1.1 200 OK\r\n",
      "\0",
      "ffffffffffff\r\n",
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

export function damaged(
  bytes: Uint8Array,
  damage: readonly { kind: string; at: number; length: number; insert: string }[],
): Uint8Array {
  return damage.reduce<Uint8Array>((whole, { kind, at, length, insert }) => {
    // Half of it near the beginning, where the header is.
    const from = Math.floor((length % 2 === 0 ? at : at * at) * whole.length);
    const [before, after] = [whole.subarray(0, from), whole.subarray(from + length)];
    const hit = whole.subarray(from, from + length);
    if (kind === "flip") return Buffer.concat([before, hit.map((byte) => byte ^ (1 << (length % 8))), after]);
    if (kind === "cut") return Buffer.concat([before, after]);
    if (kind === "double") return Buffer.concat([before, hit, hit, after]);
    return Buffer.concat([before, latin1(insert), hit, after]);
  }, bytes);
}
