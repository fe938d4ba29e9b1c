/** Largest number of edits by which one word can be a misspelling of another. */
const MOST_EDITS = 2;
/** Letters that both words must have for each edit: of words as short as `x` and `ca` nothing would be left in common. */
const LETTERS_PER_EDIT = 3;

/** The candidate that a word was most likely meant to be, ignoring case; undefined where none is close. */
export function nearestWord(word: string, candidates: readonly string[]): string | undefined {
  const [nearest] = candidates
    .map((candidate) => ({ candidate, edits: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= mostEdits(Math.min(word.length, candidate.length)))
    .sort((a, b) => a.edits - b.edits);
  return nearest?.candidate;
}

function mostEdits(letters: number): number {
  return Math.min(MOST_EDITS, Math.floor(letters / LETTERS_PER_EDIT));
}

/** Letters to insert, delete, replace, or exchange with their neighbour (optimal string alignment distance). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isExchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const exchanged = isExchanged ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(substituted, exchanged, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
