/** A stream of independent uniform draws on [0, 1). */
export type Rng = () => number;

/**
 * Scrambles a 32-bit integer so that every input bit reaches every output bit
 * (the "lowbias32" constants of Chris Wellons' hash-prospector search).
 */
function mix32(input: number): number {
  let x = input | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** 32-bit hash of text, for naming streams (FNV-1a, then scrambled). */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix32(hash);
}

/**
 * Sequential generator: xoshiro128** (Blackman & Vigna 2021, "Scrambled linear pseudorandom number
 * generators"), two 32-bit outputs per draw for 53 random bits. `stream` names what the draws are for, so
 * that two uses of one seed are independent.
 */
export function createRng(seed: number, stream: string): Rng {
  let state = (hashText(stream) ^ mix32(seed) ^ mix32(Math.floor(seed / 2 ** 32) + 0x9e3779b9)) >>> 0;
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    return mix32(state) | 0;
  };
  let a = next();
  let b = next();
  let c = next();
  let d = next() | 1; // never the all-zero state

  const next32 = () => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result >>> 0;
  };
  return () => (next32() * 2 ** 21 + (next32() >>> 11)) * 2 ** -53;
}

/**
 * Counter-based draw: the value at `index` of a stream, without drawing the ones before it. Payload choice
 * uses it, so that neither the arrival draws nor the number of workers changes which payload a request has.
 */
export function createCounterRng(seed: number, stream: string): (index: number) => number {
  const key = mix32(hashText(stream) ^ mix32(seed) ^ mix32(Math.floor(seed / 2 ** 32) + 0x85ebca6b));
  return (index) => mix32(mix32(index ^ key) + key) / 2 ** 32;
}

/** Exponential draw with mean 1, by inversion. */
export function exponential(rng: Rng): number {
  return -Math.log(1 - rng());
}

/** Standard normal draw, polar method (Marsaglia & Bray 1964). */
export function normal(rng: Rng): number {
  return normalSampler(rng)();
}

/** Standard normal draws; the polar method makes them in pairs, and the second is kept for the next call. */
export function normalSampler(rng: Rng): () => number {
  let spare = 0;
  let hasSpare = false;
  return () => {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    for (;;) {
      const u = 2 * rng() - 1;
      const v = 2 * rng() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const factor = Math.sqrt((-2 * Math.log(s)) / s);
        spare = v * factor;
        hasSpare = true;
        return u * factor;
      }
    }
  };
}

/** Gamma draw with shape k and scale 1. For more than one of a shape, `gammaSampler` is several times faster. */
export function gamma(rng: Rng, shape: number): number {
  return gammaSampler(rng, shape)();
}

/**
 * Gamma draws with shape k and scale 1 (Marsaglia & Tsang 2000, with their squeeze, which spares the logarithms of
 * most draws); shapes below 1 use the U^{1/k} boost, and shape 1 is the exponential distribution.
 */
export function gammaSampler(rng: Rng, shape: number): () => number {
  if (shape === 1) return () => exponential(rng);
  if (shape < 1) {
    const above = gammaSampler(rng, shape + 1);
    const power = 1 / shape;
    return () => above() * Math.exp(-power * exponential(rng)); // U^power; `**` takes half as long again
  }
  const nextNormal = normalSampler(rng);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  return () => {
    for (;;) {
      const x = nextNormal();
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      const u = 1 - rng();
      const square = x * x;
      if (u < 1 - 0.0331 * square * square) return d * v;
      if (Math.log(u) < 0.5 * square + d - d * v + d * Math.log(v)) return d * v;
    }
  };
}
