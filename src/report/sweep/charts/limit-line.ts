import { COLOUR } from "../../charts/theme.ts";

/** Layer of an objective: a line over the whole width, named above its left end. */
export function limitLine(
  { limitMs, text }: { readonly limitMs: number; readonly text: string },
  index: number,
) {
  const y = { datum: limitMs, type: "quantitative" as const };
  return {
    data: { values: [{ text: `objective ${text}` }] },
    layer: [
      {
        mark: { type: "rule" as const, color: COLOUR.quiet, strokeDash: [5, 3], strokeWidth: 1.3 },
        encoding: { y },
      },
      {
        // The style sheet puts a halo around it: in a narrow plot marks may stand behind.
        name: `limit_${index}`,
        mark: {
          type: "text" as const,
          align: "left" as const,
          baseline: "bottom" as const,
          dx: 4,
          dy: -3,
          color: COLOUR.quiet,
          fontSize: 11,
        },
        encoding: { y, x: { value: 0 }, text: { field: "text" } },
      },
    ],
  };
}
