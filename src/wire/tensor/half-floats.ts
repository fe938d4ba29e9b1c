// The two floating-point formats of 16 bits: IEEE 754 binary16 (FP16), and the upper half of an FP32 (BF16).

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** Decodes an FP16: 1 bit of sign, 5 of exponent, 10 of fraction. */
export function fromFp16(half: number): number {
  const sign = half >> 15 === 0 ? 1 : -1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Encodes the nearest FP16, the even one of two; a number beyond its range becomes an infinity. */
export function toFp16(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  // From 65520 on, the nearest number of 11 bits is the one after the largest.
  if (size >= 65_520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const units = toNearestEven(size / 2 ** (exponent - 10));
  // A fraction that rounds up to 2 carries into the exponent, as the bits add up by themselves.
  return units < 1024 ? sign | units : sign | (((exponent + 14) << 10) + units);
}

/** Decodes a BF16. */
export function fromBf16(half: number): number {
  bits[0] = half << 16;
  return float[0] ?? 0;
}

/** Encodes the nearest BF16, the even one of two; a number beyond its range becomes an infinity. */
export function toBf16(value: number): number {
  float[0] = value;
  const whole = bits[0] ?? 0;
  if (Number.isNaN(value)) return 0x7fc0;
  return (whole + 0x7fff + ((whole >>> 16) & 1)) >>> 16;
}

function toNearestEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
