/**
 * Tells whether a stream takes colours. NO_COLOR (no-color.org) and a dumb terminal switch them off, FORCE_COLOR
 * decides alone where it is set, as in Node itself: `0` and `false` mean none.
 */
export function takesColour(
  { isTTY }: { readonly isTTY?: boolean | undefined },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = env;
  if (force !== undefined) return force !== "0" && force !== "false";
  if (no !== undefined && no !== "") return false;
  return isTTY === true && term !== "dumb";
}
