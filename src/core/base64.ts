/** Bytes in base64 (RFC 4648 §4). */
export function base64(bytes: Iterable<number>): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
