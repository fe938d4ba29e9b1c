import { durationOption, WAIT } from "./duration.ts";

/** The option that spreads recorded arrivals over the quantum of their clock, of every command that reads a trace. */
export const spreadOption = durationOption(
  "recorded arrivals whose times were cut to multiples of this, such as whole seconds: spread over it by chance, in order, by --seed; 0s leaves them as they are; else burstgpt 1s, other formats as they are",
  WAIT,
).optional();
