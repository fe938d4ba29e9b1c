/** Largest correlation that is believed: one nearer to 1 is an estimate gone wrong. */
const LONGEST_MEMORY = 0.97;

/** The moments of a series in time that may have gaps. */
export interface SeriesMemory {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
  /** Lag-1 autocorrelation, 0 or more. */
  readonly lag1: number;
}

/**
 * The memory of a series given in parts, of which each is without a gap. Short series show too little autocorrelation r,
 * hence (n·r + 1)/(n − 4) (Salas, Delleur, Yevjevich & Lane 1980).
 */
export function memoryOf(parts: readonly (readonly number[])[]): SeriesMemory {
  const count = parts.reduce((total, part) => total + part.length, 0);
  const mean = parts.reduce((total, part) => total + part.reduce((sum, value) => sum + value, 0), 0) / count;
  let squares = 0;
  let products = 0;
  for (const part of parts) {
    for (const [i, value] of part.entries()) {
      squares += (value - mean) ** 2;
      if (i > 0) products += (value - mean) * ((part[i - 1] ?? 0) - mean);
    }
  }
  const corrected = squares === 0 ? 0 : ((count * products) / squares + 1) / Math.max(1, count - 4);
  return {
    count,
    mean,
    variance: squares / Math.max(1, count - 2),
    lag1: Math.min(LONGEST_MEMORY, Math.max(0, corrected)),
  };
}

/** Lag-1 autocorrelation of a series without a gap, 0 or more. */
export function lag1(values: readonly number[]): number {
  return memoryOf([values]).lag1;
}

/**
 * Factor by which the variance of a mean is larger for lag-1 memory ρ: (1 + ρ)/(1 − ρ), as for an autoregression of first
 * order (Bayley & Hammersley 1946).
 */
export function withMemory(memory: number): number {
  return (1 + memory) / (1 - memory);
}
