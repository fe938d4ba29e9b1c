import { z } from "zod";
import { TRACE_FORMAT_NAMES } from "../traces/formats/index.ts";
import { SCALINGS, type Scaling } from "../traces/scale.ts";
import { durationOption, type InMs, inMs } from "./duration.ts";
import { spreadOption } from "./spread-option.ts";

/** The options that all `plimsoll trace` commands share. */
const reading = {
  file: z.string().min(1).describe("trace file"),
  format: z
    .enum(TRACE_FORMAT_NAMES)
    .optional()
    .describe("format of the file; without it the first lines decide"),
  sort: z
    .boolean()
    .default(false)
    .describe("sort rows that are out of order (in memory), instead of refusing them"),
  seed: z
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(1)
    .describe("for everything that is drawn by chance"),
  spread: spreadOption,
};

/** Options after parsing, with their durations in milliseconds. */
type InTrace<Schema extends z.ZodObject> = InMs<z.output<Schema>, "spread">;

export const traceInspectOptionsSchema = z.strictObject({
  ...reading,
  svg: z.string().optional().describe("file for a chart of the rate over time"),
});

export const traceFitOptionsSchema = z.strictObject({
  ...reading,
  out: z.string().optional().describe("file for the scenario (.json)"),
});

export const traceConvertOptionsSchema = z.strictObject({
  ...reading,
  to: z.enum(["csv", "jsonl"]).describe("plain timestamps, and lengths where known"),
  out: z.string().optional().describe("file to write; without it, stdout"),
});

const MEANINGS = Object.entries(SCALINGS)
  .map(([how, meaning]) => `${how} (${meaning})`)
  .join("; ");

export const traceScaleOptionsSchema = z
  .strictObject({
    ...reading,
    by: z.number().positive().max(1000).describe("N, how many times the traffic"),
    how: z
      .enum(Object.keys(SCALINGS) as Scaling[], `"N times" has three meanings, choose one: ${MEANINGS}`)
      .describe(MEANINGS),
    bin: durationOption("rate-curve: length of the bins whose counts are scaled").prefault("1s"),
    out: z.string().describe("file to write (.jsonl for JSONL, else CSV)"),
  })
  .refine(({ how, by }) => how !== "superposition" || Number.isInteger(by), {
    path: ["by"],
    message: "superposition lays whole copies over one another: expected a whole number",
  });

export type TraceInspectOptions = InTrace<typeof traceInspectOptionsSchema>;
export type TraceFitOptions = InTrace<typeof traceFitOptionsSchema>;
export type TraceConvertOptions = InTrace<typeof traceConvertOptionsSchema>;
export type TraceScaleOptions = InMs<z.output<typeof traceScaleOptionsSchema>, "spread" | "bin">;

/** Renames `spread` to `spreadMs`, with its unit. */
export const traceOptionsInMs = <Options extends { readonly spread?: number | undefined }>(
  options: Options,
): InMs<Options, "spread"> => inMs(options, ["spread"]);

/** Renames the length of the bins to `binMs`, and `spread` to `spreadMs`, with their unit. */
export const scaleOptionsInMs = (options: z.output<typeof traceScaleOptionsSchema>): TraceScaleOptions =>
  inMs(options, ["spread", "bin"]);
