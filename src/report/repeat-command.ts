import type { RunResult } from "../stats/run-result.ts";

/** The command line that does the same again, quoted for a shell. */
export function repeatCommand(result: RunResult): string {
  return result.command.map(shellWord).join(" ");
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
