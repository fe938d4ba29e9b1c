/** Two sides that were measured one after the other. */
export interface Pair<Side> {
  readonly a: Side;
  readonly b: Side;
}

/**
 * Measures two sides in pairs, in the opposite order from pair to pair (ABBA), so that a drift of the machine does
 * not fall on one side.
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
    const isAFirst = pair % 2 === 0;
    const first = await (isAFirst ? measureA : measureB)(pair);
    const second = first && (await (isAFirst ? measureB : measureA)(pair));
    if (first === null || second === null) return null;
    measured.push(isAFirst ? { a: first, b: second } : { a: second, b: first });
  }
  return measured;
}
