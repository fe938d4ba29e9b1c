const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Reads a number as people write one: `5`, `0.5`, `-1`, `1e3`, with or without blanks around it. Undefined for everything
 * else that JavaScript would take for a number, such as `0x10`, `Infinity` or nothing at all, and for one too large for it.
 */
export function parseDecimal(text: string): number | undefined {
  const value = DECIMAL.test(text.trim()) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
