/** The words of the operating system for what went wrong with a file. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
