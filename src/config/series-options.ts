import { z } from "zod";
import { durationOption, WAIT } from "./duration.ts";

/**
 * The options of every series of runs: the pause before each, where it is written, and how one that was cut off goes on.
 *
 * @param noun of the series, such as `search`
 * @param end of the name of a folder that nobody named
 */
export const seriesOptions = (noun: string, end: string) => ({
  cooldown: durationOption("pause before each run", WAIT).prefault("500ms"),
  resume: z.string().optional().describe(`folder of a ${noun} that was cut off: measure what is missing`),
  out: z.string().optional().describe(`folder for the results; by default reports/<time>-${end}`),
});
