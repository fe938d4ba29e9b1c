/**
 * A stretch of a rate curve, in its own time x ms from its start. Rates are arrivals per second, as options are;
 * areas are expected arrivals.
 */
export interface Piece {
  readonly lengthMs: number;
  ratePerSec(xMs: number): number;
  /** Expected arrivals up to x, exact: ∫₀ˣ rate. */
  area(xMs: number): number;
  /** The x at which `area(x)` is reached, not before `fromMs`, where the last search ended. */
  inverse(area: number, fromMs: number): number;
}

/** A rate that changes over time: an expected number of arrivals per time. */
export interface RateCurve {
  ratePerSec(tMs: number): number;
  /** Λ(t) = ∫₀ᵗ rate: expected arrivals before t. */
  cumulative(tMs: number): number;
  /**
   * Starts an inverse: s ↦ the first t with Λ(t) = s, `Infinity` when Λ never gets there. Call it with values of s that
   * never fall, because it remembers its position.
   */
  inverter(): (s: number) => number;
}

interface Placed {
  readonly piece: Piece;
  readonly startMs: number;
  readonly endMs: number;
  readonly startArea: number;
  readonly endArea: number;
}

/**
 * Makes a rate curve of pieces one after another. With `repeats` they repeat without end; otherwise the last piece must
 * be endless.
 */
export function rateCurve(pieces: readonly Piece[], repeats: boolean): RateCurve {
  const placed = placePieces(pieces);
  const last = placed.at(-1);
  if (last === undefined) throw new TypeError("a rate curve has at least one piece");
  const periodMs = repeats ? last.endMs : Number.POSITIVE_INFINITY;
  const at = (tMs: number) => {
    const periods = repeats ? Math.floor(tMs / periodMs) : 0;
    const inPeriodMs = repeats ? tMs - periods * periodMs : tMs;
    const { piece, startMs, startArea } = placed.find(({ endMs }) => inPeriodMs < endMs) ?? last;
    const before = repeats ? periods * last.endArea + startArea : startArea;
    return { piece, xMs: inPeriodMs - startMs, before };
  };
  return {
    ratePerSec(tMs) {
      const { piece, xMs } = at(tMs);
      return piece.ratePerSec(xMs);
    },
    cumulative(tMs) {
      const { piece, xMs, before } = at(tMs);
      return before + piece.area(xMs);
    },
    inverter: () => startInverter(placed, repeats),
  };
}

function placePieces(pieces: readonly Piece[]): Placed[] {
  const placed: Placed[] = [];
  let startMs = 0;
  let startArea = 0;
  for (const piece of pieces) {
    const endMs = startMs + piece.lengthMs;
    const endArea = startArea + piece.area(piece.lengthMs);
    placed.push({ piece, startMs, endMs, startArea, endArea });
    startMs = endMs;
    startArea = endArea;
  }
  return placed;
}

function startInverter(placed: readonly Placed[], repeats: boolean): (s: number) => number {
  let periods = 0;
  let index = 0;
  let xMs = 0;
  return (s) => {
    for (;;) {
      const here = placed[index];
      if (here === undefined) {
        // After the last piece. (A period without any arrivals is refused by the schemas: this would not end.)
        if (!repeats) return Number.POSITIVE_INFINITY;
        index = 0;
        periods++;
        continue;
      }
      const end = placed.at(-1) ?? here;
      const inPeriod = repeats ? s - periods * end.endArea : s;
      if (inPeriod <= here.endArea) {
        const found = here.piece.inverse(Math.max(0, inPeriod - here.startArea), xMs);
        xMs = Math.min(Math.max(xMs, found), here.piece.lengthMs);
        return (repeats ? periods * end.endMs : 0) + here.startMs + xMs;
      }
      index++;
      xMs = 0;
    }
  };
}

/**
 * A rate that goes straight from one value to another: area(x) = a·x + (b − a)·x²/(2L). The inverse is the root
 * 2A / (a + √(a² + 2gA)), g = (b − a)/L, in the form that neither cancels on a falling line nor divides by a
 * vanishing slope. Under the root, rounding may leave less than 0 where a line falls to 0.
 */
export function linear(lengthMs: number, fromPerSec: number, toPerSec: number): Piece {
  const from = fromPerSec / 1000;
  const slope = lengthMs === Number.POSITIVE_INFINITY ? 0 : (toPerSec / 1000 - from) / lengthMs;
  return {
    lengthMs,
    ratePerSec: (xMs) => Math.max(0, from + slope * xMs) * 1000,
    area(xMs) {
      if (slope !== 0) return (from + (slope * xMs) / 2) * xMs;
      return from === 0 ? 0 : from * xMs; // 0 · ∞ is NaN: an endless silence has no arrivals
    },
    inverse(area) {
      if (area <= 0) return 0;
      if (slope === 0) return area / from;
      const divisor = from + Math.sqrt(Math.max(0, from * from + 2 * slope * area));
      return divisor > 0 ? (2 * area) / divisor : 0; // an area so small that its root underflows
    },
  };
}

/** A constant rate without end. */
export function forever(ratePerSec: number): Piece {
  return linear(Number.POSITIVE_INFINITY, ratePerSec, ratePerSec);
}

/** A rate that decays without end, base + excess·e^{−x/τ}: area(x) = base·x + excess·τ·(1 − e^{−x/τ}). */
export function decayForever(basePerSec: number, excessPerSec: number, tauMs: number): Piece {
  const ratePerSec = (xMs: number) => basePerSec + excessPerSec * Math.exp(-xMs / tauMs);
  const area = (xMs: number) =>
    (basePerSec / 1000) * xMs - (excessPerSec / 1000) * tauMs * Math.expm1(-xMs / tauMs);
  return {
    lengthMs: Number.POSITIVE_INFINITY,
    ratePerSec,
    area,
    inverse: (target, fromMs) =>
      invertRising(ratePerSec, area, target, fromMs, (target / basePerSec) * 1000 + 1),
  };
}

/** One period P of mean·(1 + a·sin ωx), ω = 2π/P: area(x) = mean·(x + a·(1 − cos ωx)/ω) = mean·(x + 2a·sin²(ωx/2)/ω). */
export function sineWave(periodMs: number, meanPerSec: number, amplitude: number): Piece {
  const omega = (2 * Math.PI) / periodMs;
  const ratePerSec = (xMs: number) => Math.max(0, meanPerSec * (1 + amplitude * Math.sin(omega * xMs)));
  const area = (xMs: number) =>
    (meanPerSec / 1000) * (xMs + (2 * amplitude * Math.sin((omega * xMs) / 2) ** 2) / omega);
  return {
    lengthMs: periodMs,
    ratePerSec,
    area,
    inverse: (target, fromMs) => invertRising(ratePerSec, area, target, fromMs, periodMs),
  };
}

/**
 * Inverts a rising area by Newton's method inside a bracket, with bisection where the rate is too small for it. The
 * error is well below 1 ns.
 */
function invertRising(
  ratePerSec: (xMs: number) => number,
  area: (xMs: number) => number,
  target: number,
  fromMs: number,
  toMs: number,
): number {
  let low = fromMs;
  let high = toMs;
  let x = fromMs;
  for (let step = 0; step < 200; step++) {
    const error = area(x) - target;
    if (error > 0) high = x;
    else low = x;
    const newton = x - (error * 1000) / ratePerSec(x);
    const next = newton >= low && newton <= high ? newton : (low + high) / 2;
    // Newton's next error is of the order of this one squared: stopping at 1e-7 ms leaves rounding only.
    if (Math.abs(next - x) <= 1e-7) return next;
    x = next;
  }
  return x;
}
