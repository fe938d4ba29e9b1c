/** The options whose value may be options itself, as in `--baseline '--max-batch 8'`. */
const WITH_OPTIONS = ["--baseline", "--candidate"];

/**
 * The words of a command line, in which a value that looks like an option with its own value is joined to the one that it belongs to: yargs would take
 * `--max-batch 8` behind `--baseline` for an option of its own.
 */
export function joinTextsOfSides(args: readonly string[]): string[] {
  const words: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    const next = args[at + 1];
    const isJoined = WITH_OPTIONS.includes(word) && next !== undefined && /^--[a-z][\w-]*[\s=]/.test(next);
    words.push(isJoined ? `${word}=${next}` : word);
    if (isJoined) at++;
  }
  return words;
}
