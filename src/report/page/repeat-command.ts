/** The command line that repeats a measurement, quoted for a shell. */
export function repeatCommand({ command }: { readonly command: readonly string[] }): string {
  return command.map(shellWord).join(" ");
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
