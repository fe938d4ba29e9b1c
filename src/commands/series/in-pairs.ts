/** Two sides that were measured one after the other. */
export interface Pair<Side> {
  readonly a: Side;
  readonly b: Side;
}

/** Tells whether side A of a pair, counted from 0, is measured first: in the opposite order from pair to pair (ABBA). */
export function isAFirst(pair: number): boolean {
  return pair % 2 === 0;
}

/**
 * Measures both sides of a pair in the order ABBA, so that a drift of the machine does not fall on one side.
 *
 * @param pair its number, counted from 0
 * @returns null when it was interrupted
 */
export async function inPair<Side>(
  pair: number,
  measureA: (pair: number) => Promise<Side | null>,
  measureB: (pair: number) => Promise<Side | null>,
): Promise<Pair<Side> | null> {
  const aFirst = isAFirst(pair);
  const first = await (aFirst ? measureA : measureB)(pair);
  const second = first && (await (aFirst ? measureB : measureA)(pair));
  if (first === null || second === null) return null;
  return aFirst ? { a: first, b: second } : { a: second, b: first };
}

/**
 * Measures two sides in pairs, one pair after the other.
 *
 * @param measureA measures side A of a pair, counted from 0; null when it was interrupted
 * @returns every pair in order; null when it was interrupted
 */
export async function inPairs<Side>(
  pairs: number,
  measureA: (pair: number) => Promise<Side | null>,
  measureB: (pair: number) => Promise<Side | null>,
): Promise<Pair<Side>[] | null> {
  const measured: Pair<Side>[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const both = await inPair(pair, measureA, measureB);
    if (both === null) return null;
    measured.push(both);
  }
  return measured;
}
