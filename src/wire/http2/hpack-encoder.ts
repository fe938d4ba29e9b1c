import { GrowingBytes } from "../growing-bytes.ts";
import { show, WireError } from "../wire-error.ts";
import { type HeaderField, STATIC_TABLE } from "./hpack-static-table.ts";

const LF = 10;
const CR = 13;

/** Headers that proxies must not keep in tables, from which they could be guessed (RFC 7541 §7.1.3). */
const SENSITIVE: ReadonlySet<string> = new Set(["authorization", "cookie", "proxy-authorization"]);

/**
 * The header block of a request (RFC 7541 §6). It does not use the dynamic table: so the same block is right on every
 * connection at any time, and is made once for all requests of a kind.
 *
 * @throws WireError on names and values that HTTP/2 forbids (RFC 9113 §8.2.1)
 */
export function encodeHeaders(fields: readonly HeaderField[]): Uint8Array {
  const block = new GrowingBytes();
  for (const [name, value] of fields) {
    checkName(name);
    checkValue(name, value);
    const sensitive = SENSITIVE.has(name);
    const whole = sensitive ? 0 : indexOf((field) => field[0] === name && field[1] === value);
    if (whole > 0) {
      appendInteger(block, 0x80, 7, whole);
      continue;
    }
    const named = indexOf((field) => field[0] === name);
    appendInteger(block, sensitive ? 0x10 : 0x00, 4, named);
    if (named === 0) appendText(block, name);
    appendText(block, value);
  }
  return block.whole();
}

/** Index in the static table, which begins at 1; 0 where there is none. */
function indexOf(matches: (field: HeaderField) => boolean): number {
  return STATIC_TABLE.findIndex(matches) + 1;
}

/**
 * Appends an integer in the last `prefixBits` bits of a byte that begins with `first`, and in as many more bytes as it
 * needs (RFC 7541 §5.1).
 */
function appendInteger(block: GrowingBytes, first: number, prefixBits: number, value: number): void {
  const prefixMax = (1 << prefixBits) - 1;
  if (value < prefixMax) {
    block.appendByte(first | value);
    return;
  }
  block.appendByte(first | prefixMax);
  let rest = value - prefixMax;
  for (; rest > 127; rest >>>= 7) block.appendByte((rest & 127) | 128);
  block.appendByte(rest);
}

/** Appends a string without Huffman codes; one character is one byte (RFC 7541 §5.2). */
function appendText(block: GrowingBytes, text: string): void {
  appendInteger(block, 0, 7, text.length);
  for (let i = 0; i < text.length; i++) block.appendByte(text.charCodeAt(i));
}

function checkName(name: string): void {
  if (!/^:?[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name))
    throw new WireError(`expected a header name in lower case, found ${show(name)}`);
}

/** Checks the value of a header. Its errors do not show the value, which may be a secret. */
function checkValue(name: string, value: string): void {
  if (/^[ \t]|[ \t]$/.test(value))
    throw new WireError(`header ${name}: expected no blank at either end of the value, found one`);
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code !== 0 && code !== LF && code !== CR && code <= 255) continue;
    const found = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    throw new WireError(
      `header ${name}: expected no line end, NUL or more than U+00FF, found ${found} at ${i}`,
    );
  }
}
