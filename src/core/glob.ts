/** Tells whether a whole text fits a pattern in which `*` stands for any characters, and `?` for one. */
export function matchesGlob(text: string, glob: string): boolean {
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${pattern}$`, "s").test(text);
}
