import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { refuseTextsOfSwitches } from "../../src/cli/switches.ts";
import { doctorOptionsSchema } from "../../src/config/doctor-options.ts";
import { optionType, readEnvironment, variableOf } from "../../src/config/load.ts";
import { kebab, mergeOptions, type Source } from "../../src/config/merge.ts";
import { runOptionsSchema } from "../../src/config/run-options.ts";
import { serveOptionsSchema } from "../../src/config/serve-options.ts";
import { sweepOptionsSchema } from "../../src/config/sweep-options.ts";
import { traceInspectOptionsSchema, traceScaleOptionsSchema } from "../../src/config/trace-options.ts";

const SCHEMAS: Record<string, z.ZodObject> = {
  run: runOptionsSchema,
  sweep: sweepOptionsSchema,
  serve: serveOptionsSchema,
  doctor: doctorOptionsSchema,
  "trace inspect": traceInspectOptionsSchema,
  "trace scale": traceScaleOptionsSchema,
};

/** Every switch of every command, with those of the command line alone. */
const SWITCHES = Object.entries(SCHEMAS).flatMap(([command, schema]) =>
  Object.keys(schema.shape)
    .filter((option) => optionType(schema, option) === "boolean")
    .map((option) => ({ command, schema, option })),
);
const TEXTS = ["perhaps", "maybe", "yes", "no", "1", "0", "TRUE", "False", "on", "off", "true,false"];

describe("a switch takes true and false, and nothing else", () => {
  it("on the command line, in any spelling and of any command", () => {
    expect(SWITCHES.length).toBeGreaterThan(8);
    const names = [...SWITCHES.map(({ option }) => kebab(option)), "json", "list", "help", "version"];
    for (const name of names)
      for (const text of TEXTS)
        expect(() => refuseTextsOfSwitches(["run", `--${name}=${text}`]), name).toThrow(
          expect.objectContaining({
            exitCode: 2,
            message: `--${name}=${text}: expected true or false`,
            fix: `write --${name} alone to switch it on`,
          }),
        );
    expect(() => refuseTextsOfSwitches(["doctor", "--secondOpinion=maybe"])).toThrow(
      /^--second-opinion=maybe: expected true or false$/,
    );
    expect(() => refuseTextsOfSwitches(["-h=maybe"])).toThrow(/^-h=maybe: /);
  });

  it("on the command line: an empty one, and several at once", () => {
    expect(() => refuseTextsOfSwitches(["run", "--insecure="])).toThrow(/^--insecure: it is empty; /);
    expect(() => refuseTextsOfSwitches(["run", "--insecure=x", "--rate", "5", "--json=y"])).toThrow(
      /^2 problems:\n {2}- --insecure=x: .*\n {2}- --json=y: /,
    );
  });

  it("and what is right, or no switch, is left alone", () => {
    const good = ["--insecure", "--json=true", "--http2=false", "--no-stream", "--out=maybe", "--model=yes"];
    expect(() => refuseTextsOfSwitches(["run", "steady", ...good])).not.toThrow();
    expect(() => refuseTextsOfSwitches(["run", "--", "--json=maybe"])).not.toThrow();
  });

  it("in the environment and in a configuration file", () => {
    const message = (schema: z.ZodObject, source: Source) => {
      try {
        mergeOptions(schema, [source]);
      } catch (error) {
        return (error as Error).message;
      }
      return "taken";
    };
    for (const { schema, option } of SWITCHES.filter(({ command }) => ["run", "sweep"].includes(command))) {
      for (const text of TEXTS) {
        const name = variableOf(option);
        expect(message(schema, readEnvironment(schema, { [name]: text }))).toBe(
          `${name}=${text}: expected true or false`,
        );
        const file = { values: { [option]: text }, spell: (one: string) => `bench.config.ts: ${one}` };
        expect(message(schema, file)).toBe(
          `bench.config.ts: ${option}: expected true or false (found "${text}")`,
        );
      }
      expect(message(schema, readEnvironment(schema, { [variableOf(option)]: "false" }))).toBe("taken");
    }
  });
});
