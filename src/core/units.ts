const UNIT_MS = { us: 0.001, ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 } as const;

/** Reads `30s`, `2ms`, `250us`, `1.5m`, `1h` as milliseconds; `undefined` when it is not a duration. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?|\.\d+)(us|ms|s|min|m|h)$/.exec(text.trim());
  if (match === null) return undefined;
  const [, amount, unit] = match;
  return Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

/** Shortest exact spelling in ms, s, m or h: 1500 → `1.5s`. */
export function formatDurationMs(durationMs: number): string {
  if (durationMs >= 3_600_000 && durationMs % 360_000 === 0) return `${durationMs / 3_600_000}h`;
  if (durationMs >= 120_000 && durationMs % 6_000 === 0) return `${durationMs / 60_000}m`;
  if (durationMs >= 1000) return `${round(durationMs / 1000, 3)}s`;
  return `${round(durationMs, 3)}ms`;
}

/** Rounds to `digits` decimal places. */
export function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
