import { readFileSync } from "node:fs";

const ELEMENTS = 64;

/** The first held-out image of models/digits, for servers that take their input as JSON. */
export const DIGIT: readonly number[] = [
  ...readFileSync(new URL("../../../models/digits/test-images.u8", import.meta.url)).subarray(0, ELEMENTS),
];
