/** The sign behind a figure that lateness of the generator or its machine spoils. */
export const SPOILED_SIGN = "*";
