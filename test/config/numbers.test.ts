import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { parseArrivalSpec } from "../../src/arrivals/spec.ts";
import { givenOptions } from "../../src/cli/flags.ts";
import { doctorOptionsSchema } from "../../src/config/doctor-options.ts";
import { optionType, readEnvironment, variableOf } from "../../src/config/load.ts";
import { kebab, mergeOptions, type Source } from "../../src/config/merge.ts";
import { runOptionsSchema } from "../../src/config/run-options.ts";
import { serveOptionsSchema } from "../../src/config/serve-options.ts";
import { sweepOptionsSchema } from "../../src/config/sweep-options.ts";
import {
  traceFitOptionsSchema,
  traceInspectOptionsSchema,
  traceScaleOptionsSchema,
} from "../../src/config/trace-options.ts";
import { LENGTHS } from "../../src/payloads/lengths/index.ts";
import { REPETITIONS } from "../../src/payloads/repetition/index.ts";
import { parsePayloadSpec } from "../../src/payloads/spec.ts";

const SCHEMAS: readonly z.ZodObject[] = [
  runOptionsSchema,
  sweepOptionsSchema,
  serveOptionsSchema,
  doctorOptionsSchema,
  traceInspectOptionsSchema,
  traceFitOptionsSchema,
  traceScaleOptionsSchema,
];

/** Every option of every command that is a number. */
const NUMBERS = SCHEMAS.flatMap((schema) =>
  Object.keys(schema.shape)
    .filter((option) => optionType(schema, option) === "number")
    .map((option) => ({ schema, option })),
);
/** Options of several numbers: the axes of a sweep, and preferred batch sizes. */
const LISTS = [
  { schema: sweepOptionsSchema, options: ["batch", "rate", "maxBatch", "instances", "sequenceLength"] },
  { schema: serveOptionsSchema, options: ["preferred"] },
].flatMap(({ schema, options }) => options.map((option) => ({ schema: schema as z.ZodObject, option })));

const NO_NUMBERS = ["0x10", "0b1", "Infinity", "-Infinity", "NaN", "1e999", "5_000", "5 000", "1k", "true"];

const flag = (schema: z.ZodObject, option: string, text: string): Source =>
  // yargs makes lists of what may be given several times.
  givenOptions(
    { _: [], [option]: optionType(schema, option) === "array" ? [text] : text },
    "run",
    schema,
    [],
  );

/** The problem of an option, among those of what is left out; undefined where it is taken. */
function problemOf(schema: z.ZodObject, option: string, source: Source): string | undefined {
  try {
    mergeOptions(schema, [source]);
  } catch (error) {
    const lines = (error as Error).message.split("\n");
    return lines.find((line) => line.includes(kebab(option)) || line.includes(variableOf(option)));
  }
  return undefined;
}

describe("numbers are decimal", () => {
  it("on the command line and in the environment, for every option of every command", () => {
    expect(NUMBERS.length).toBeGreaterThan(20);
    for (const { schema, option } of [...NUMBERS, ...LISTS]) {
      for (const text of NO_NUMBERS) {
        const said = problemOf(schema, option, flag(schema, option, text));
        expect(said, `--${option} ${text}`).toMatch(/expected a |is no (whole )?number/);
        const variable = readEnvironment(schema, { [variableOf(option)]: text });
        expect(problemOf(schema, option, variable), `${option}=${text}`).toMatch(
          /expected a |is no (whole )?number/,
        );
      }
      expect(problemOf(schema, option, flag(schema, option, "-1")), `--${option} -1`).toMatch(
        /expected|is no (whole )?number above 0/,
      );
      for (const text of ["", " "])
        expect(problemOf(schema, option, flag(schema, option, text))).toMatch(/it is empty/);
    }
  });

  it("as the docs say: 1e3 is 1000, and blanks around a number do not count", () => {
    const read = (schema: z.ZodObject, option: string, text: string) =>
      mergeOptions(schema, [flag(schema, option, text)]).options[option];
    expect(read(runOptionsSchema, "rate", "1e3")).toBe(1000);
    expect(read(runOptionsSchema, "rate", " 5 ")).toBe(5);
    expect(read(runOptionsSchema, "seed", "1e3")).toBe(1000);
    expect(read(sweepOptionsSchema, "rate", "1e3, 5")).toEqual(["5", "1000"]);
    expect(read(serveOptionsSchema, "preferred", "1e1")).toEqual([10]);
  });

  it("in arrival processes, lengths and repetitions too", () => {
    for (const text of NO_NUMBERS) {
      expect(() => parseArrivalSpec(`mmpp:burst=${text}`), text).toThrow(/is not a number/);
      expect(() => parseArrivalSpec(`piecewise:0s=${text}`), text).toThrow(/is not a number/);
      expect(() => parsePayloadSpec("--lengths", `fixed:length=${text}`, LENGTHS), text).toThrow(
        /cannot be read/,
      );
      expect(() => parsePayloadSpec("--repetition", `zipf:exponent=${text}`, REPETITIONS), text).toThrow(
        /cannot be read/,
      );
    }
    expect(parseArrivalSpec("mmpp:burst=1e1")).toMatchObject({ burst: 10 });
  });
});
