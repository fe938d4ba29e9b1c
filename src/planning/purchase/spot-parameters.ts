import { z } from "zod";
import { PlimsollError } from "../../core/errors.ts";
import { formatSpan, plural } from "../../core/format.ts";
import { readOptions } from "../../simulator/option-spec.ts";

const YEAR_MS = 365 * 86_400_000;
const DAY_MS = 86_400_000;

/**
 * The mean times for which a zone has spot machines and has none, where nobody states them: one V100 in zones of us-west-2 and us-east-2 in 2022 and
 * 2023, as skypilot-org/spot-traces has it (Wu et al., "Can't Be Late", NSDI 2024). They could be had for 68 to 90 % of the time, with 0.10 to 0.44 losses an hour up; the worse
 * end is taken: 1 / 0.44 = 2.3 h up, and 2.3 h × (1 − 0.68) / 0.68 = 1.1 h down.
 */
const OBSERVED = {
  upMs: 8_280_000,
  downMs: 3_960_000,
  source:
    "nobody stated them: the worse end of what skypilot-org/spot-traces shows of one V100 in us-west-2 and us-east-2 in 2022 and 2023 (Wu et al., NSDI 2024)",
} as const;

const spotParametersSchema = z
  .strictObject({
    zones: z
      .number()
      .int()
      .min(1)
      .max(20)
      .default(1)
      .describe("zones over which the spot machines are spread in turn"),
    upMs: z
      .number()
      .min(60_000)
      .max(YEAR_MS)
      .optional()
      .describe("mean time for which a zone has machines, in exponential times"),
    downMs: z
      .number()
      .positive()
      .max(YEAR_MS)
      .optional()
      .describe("mean time for which it has none: all that it had are taken away together"),
    replaceMs: z
      .number()
      .min(0)
      .max(DAY_MS)
      .describe("time from the order of a machine until it serves: its cold start"),
    noticeMs: z
      .number()
      .min(0)
      .max(DAY_MS)
      .default(120_000)
      .describe("time between the notice and the end of a machine: it is sent nothing new"),
  })
  .check(({ value, issues }) => {
    if ((value.upMs === undefined) === (value.downMs === undefined)) return;
    issues.push({ code: "custom", message: "up and down belong together: give both or none", input: value });
  });

/** How the spot machines of a machine type come and go. */
export interface SpotParameters {
  readonly zones: number;
  readonly upMs: number;
  readonly downMs: number;
  readonly replaceMs: number;
  readonly noticeMs: number;
  /** Origin of the times up and down, in words. */
  readonly source: string;
}

const SPOT_PARAMETERS_EXAMPLE = "spot=zones=3,up=6h,down=1h,replace=3m";

/** Reads how spot machines come and go, such as `zones=3,up=6h,down=1h,replace=3m`; returns the problem where the text is none. */
export function parseSpotParameters(text: string): SpotParameters | { readonly problem: string } {
  try {
    const given = readOptions("its spot", spotParametersSchema, undefined, text, SPOT_PARAMETERS_EXAMPLE);
    const { upMs, downMs } = given;
    return upMs === undefined || downMs === undefined
      ? { ...given, ...OBSERVED }
      : { ...given, upMs, downMs, source: "stated by the user" };
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    return { problem: `${error.message} (such as ${SPOT_PARAMETERS_EXAMPLE})` };
  }
}

/** The parameters of spot machines in words. */
export function describeSpotParameters({
  zones,
  upMs,
  downMs,
  replaceMs,
  noticeMs,
}: Omit<SpotParameters, "source">): string {
  return `in ${plural(zones, "zone")} that each have machines for ${formatSpan(upMs)} and none for ${formatSpan(downMs)} on average; notice ${formatSpan(noticeMs)}; a new machine serves ${formatSpan(replaceMs)} after its order`;
}
