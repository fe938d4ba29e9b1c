import { z } from "zod";
import { defineLengths, lengthOption } from "./length-distribution.ts";

export const fixed = defineLengths({
  kind: "fixed",
  title: "every input equally long, as after padding to a fixed size",
  options: z.strictObject({
    kind: z.literal("fixed"),
    length: lengthOption.describe("length of every input"),
  }),
  describe: ({ length }) => `always ${length}`,
  bounds: ({ length }) => [length, length],
  draw: ({ length }) => length,
});
