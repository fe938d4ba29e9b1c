import { WireError } from "../wire-error.ts";

/**
 * Bits in the code of every byte, and of the end of a string (256), from RFC 7541, appendix B. The lengths are the
 * whole table: codes are given out in the order of (length, symbol), each one more than the last (a canonical code).
 */
// biome-ignore format: sixteen symbols a line
const CODE_BITS: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
  28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
  5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
  7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
  15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
  6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
  20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
  24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
  22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
  21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
  26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
  19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
  20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
  26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
  30,
];

const END_OF_STRING = 256;

/** Symbols in the order of their codes. */
const SYMBOLS: readonly number[] = CODE_BITS.map((_, symbol) => symbol).sort(
  (a, b) => bitsOf(a) - bitsOf(b) || a - b,
);

/** Number of codes of each length in bits. */
const CODES_OF_BITS = new Uint16Array(31);
for (const bits of CODE_BITS) CODES_OF_BITS[bits] = (CODES_OF_BITS[bits] ?? 0) + 1;

/** Decodes a string in Huffman codes (RFC 7541 §5.2). Throws `WireError`. */
export function decodeHuffman(coded: Uint8Array): Uint8Array {
  // The shortest code has 5 bits.
  const decoded = new Uint8Array(Math.floor((coded.length * 8) / 5));
  let length = 0;
  // The bits of a code so far; the first code of as many bits, and its place among the symbols.
  let code = 0;
  let bits = 0;
  let firstCode = 0;
  let firstPlace = 0;
  for (const byte of coded) {
    for (let shift = 7; shift >= 0; shift--) {
      code = (code << 1) | ((byte >> shift) & 1);
      bits++;
      firstCode <<= 1;
      const codes = CODES_OF_BITS[bits] as number;
      if (code - firstCode >= codes) {
        firstCode += codes;
        firstPlace += codes;
        continue;
      }
      const symbol = SYMBOLS[firstPlace + code - firstCode] as number;
      if (symbol === END_OF_STRING)
        throw new WireError("a Huffman string: found the code of its end within it");
      decoded[length++] = symbol;
      code = bits = firstCode = firstPlace = 0;
    }
  }
  // The last byte is filled with the first bits of the code of the end, which are ones.
  if (bits > 7 || code !== (1 << bits) - 1) {
    throw new WireError(
      `a Huffman string: expected up to 7 one bits at the end, found ${code.toString(2).padStart(bits, "0")}`,
    );
  }
  return decoded.subarray(0, length);
}

function bitsOf(symbol: number): number {
  return CODE_BITS[symbol] as number;
}
