import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { loadConfigFile, optionType, readEnvironment } from "../../src/config/load.ts";
import { mergeOptions } from "../../src/config/merge.ts";
import { runOptionsSchema } from "../../src/config/run-options.ts";
import { serveOptionsSchema } from "../../src/config/serve-options.ts";
import { sweepOptionsSchema } from "../../src/config/sweep-options.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-config-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

describe("loadConfigFile", () => {
  it("reads bench.config.ts of the working directory, TypeScript and defineConfig included", async () => {
    write(
      "bench.config.ts",
      'import { defineConfig } from "plimsoll";\n' +
        "const rate: number = 40 + 2;\n" +
        'export default defineConfig({ rate, slo: ["p99<=1s"] satisfies string[] });\n',
    );
    const { values, spell } = await loadConfigFile(undefined, folder);
    expect(values).toEqual({ rate: 42, slo: ["p99<=1s"] });
    expect(spell("rate")).toBe("bench.config.ts: rate");
  });

  it("reads the file that was named, in JavaScript too, before the one with the default name", async () => {
    write("bench.config.ts", "export default { rate: 1 };");
    write("other.mjs", "export default { rate: 2 };");
    const { values, spell } = await loadConfigFile("other.mjs", folder);
    expect(values).toEqual({ rate: 2 });
    expect(spell("rate")).toBe("other.mjs: rate");
  });

  it("takes an absolute path", async () => {
    write("abs.ts", "export default { seed: 3 };");
    expect((await loadConfigFile(join(folder, "abs.ts"), "/")).values).toEqual({ seed: 3 });
  });

  it.each(["ts", "mts", "js", "mjs"])("reads bench.config.%s", async (ending) => {
    write(`bench.config.${ending}`, "export default { rate: 5 };");
    expect((await loadConfigFile(undefined, folder)).values).toEqual({ rate: 5 });
  });

  it.each<[string, string]>([
    ["cjs", "module.exports = { rate: 5 };"],
    ["cts", "module.exports = { rate: 5 };"],
    ["json", '{ "rate": 5 }'],
  ])("reads bench.config.%s", async (ending, text) => {
    write(`bench.config.${ending}`, text);
    expect((await loadConfigFile(undefined, folder)).values).toMatchObject({ rate: 5 });
  });

  it("refuses to choose between two files with a default name", async () => {
    write("bench.config.ts", "export default { rate: 1 };");
    write("bench.config.json", '{ "rate": 2 }');
    await expect(loadConfigFile(undefined, folder)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/bench\.config\.ts and bench\.config\.json/),
    });
    expect((await loadConfigFile("bench.config.json", folder)).values).toMatchObject({ rate: 2 });
  });

  it("finds nothing where there is no file, and that is no error", async () => {
    expect((await loadConfigFile(undefined, folder)).values).toEqual({});
  });

  it.each<[string, string | null, string, RegExp]>([
    ["a file that is not there", null, "gone.ts", /^configuration file gone\.ts does not exist$/],
    ["a syntax error", "export default { rate: ", "c.ts", /^configuration file c\.ts cannot be loaded: /],
    ["a file that throws", 'throw new Error("no such stage");', "c.ts", /cannot be loaded: no such stage/],
    [
      "an import of what is not there",
      'import "./nowhere.ts"; export default {};',
      "c.ts",
      /cannot be loaded: .*nowhere/,
    ],
    ["a number", "export default 42;", "c.ts", /^configuration file c\.ts exports no object$/],
    ["null", "export default null;", "c.ts", /^configuration file c\.ts /],
    ["null", "export default null;", "c.ts", /exports no object/],
    [
      "null through defineConfig",
      'import { defineConfig } from "plimsoll"; export default defineConfig(null as never);',
      "c.ts",
      /exports no object/,
    ],
    [
      "an option that fails when it is read",
      'export default { get rate() { throw new Error("no rate"); } };',
      "c.ts",
      /^configuration file c\.ts cannot be loaded: no rate$/,
    ],
    ["a list", "export default [{ rate: 1 }];", "c.ts", /exports no object/],
    ["a function", "export default () => ({ rate: 1 });", "c.ts", /exports no object/],
  ])("refuses %s, with exit code 2", async (_, text, name, message) => {
    if (text !== null) write(name, text);
    await expect(loadConfigFile(name, folder)).rejects.toMatchObject({
      name: "PlimsollError",
      exitCode: 2,
      message: expect.stringMatching(message),
      fix: expect.stringMatching(/\w/),
    });
  });
});

describe("readEnvironment", () => {
  it("reads PLIMSOLL_ variables by their types, lists by their commas, and ignores all others", () => {
    const { values } = readEnvironment(runOptionsSchema, {
      PLIMSOLL_RATE: "12.5",
      PLIMSOLL_MAX_IN_FLIGHT: "64",
      PLIMSOLL_DURATION: "30s",
      PLIMSOLL_CACHE_CHECK: "true",
      PLIMSOLL_SLO: "p99<=50ms,attainment(ttft<=1s,tpot<=20ms)>=99%",
      PLIMSOLL_URL: "http://a:1,http://b:2",
      PLIMSOLL_COLOUR: "blue",
      RATE: "1",
      HOME: "/root",
    });
    expect(values).toEqual({
      rate: 12.5,
      maxInFlight: 64,
      duration: "30s",
      cacheCheck: true,
      slo: ["p99<=50ms", "attainment(ttft<=1s,tpot<=20ms)>=99%"],
      url: ["http://a:1", "http://b:2"],
    });
  });

  it("spells an option as the variable is spelt", () => {
    expect(readEnvironment(runOptionsSchema, {}).spell("maxInFlight")).toBe("PLIMSOLL_MAX_IN_FLIGHT");
  });

  it.each<[string, string]>([
    ["", "PLIMSOLL_SEED: it is empty; is a variable of the shell not set?"],
    [" ", "PLIMSOLL_SEED: it is empty; is a variable of the shell not set?"],
    ["fast", "PLIMSOLL_SEED=fast: expected a number"],
    ["1,5", "PLIMSOLL_SEED=1,5: expected a number"],
  ])("does not take %o for a number, and the problem shows the text", (text, message) => {
    const source = readEnvironment(runOptionsSchema, { PLIMSOLL_SEED: text });
    expect(() => mergeOptions(runOptionsSchema, [source])).toThrow(expect.objectContaining({ message }));
  });

  it.each<[string, string, string[]]>([
    ["HEADER", "Accept: a/b, c/d", ["Accept: a/b, c/d"]],
    ["HEADER", "Accept: a/b, c/d\nX-A: 1\n", ["Accept: a/b, c/d", "X-A: 1"]],
    ["HEADER", '["Accept: a/b, c/d", "X-A: 1"]', ["Accept: a/b, c/d", "X-A: 1"]],
    ["URL", "http://h/a?ids=1,2,http://i/b", ["http://h/a?ids=1,2", "http://i/b"]],
    ["SLO", "p99<=50ms\nerrors<=1%", ["p99<=50ms", "errors<=1%"]],
    ["SLO", "[p99", ["[p99"]],
  ])("reads a list whose values may hold commas: PLIMSOLL_%s=%j", (name, text, list) => {
    const { values } = readEnvironment(runOptionsSchema, { [`PLIMSOLL_${name}`]: text });
    expect(values[name.toLowerCase()]).toEqual(list);
  });

  it("gives lengths and arrival processes of a sweep whole, and other axes by their commas", () => {
    const { values } = readEnvironment(sweepOptionsSchema, {
      PLIMSOLL_LENGTHS: "lognormal:mean=60,cv=0.8,max=512",
      PLIMSOLL_ARRIVALS: "poisson\nmmpp:burst=5,share=0.1",
      PLIMSOLL_BATCH: "1,2,4",
    });
    const { options } = mergeOptions(sweepOptionsSchema, [{ values, spell: (option) => option }]);
    expect(options).toMatchObject({
      lengths: ["lognormal:mean=60,cv=0.8,max=512"],
      arrivals: ["poisson", "mmpp:burst=5,share=0.1"],
      batch: ["1", "2", "4"],
    });
  });
});

it("takes only true and false for a switch", () => {
  const read = (text: string) => readEnvironment(runOptionsSchema, { PLIMSOLL_CACHE_CHECK: text }).values;
  expect([read("false"), read("yes")]).toEqual([{ cacheCheck: false }, { cacheCheck: "yes" }]);
});

describe("optionType", () => {
  it.each<[z.ZodObject, string, ReturnType<typeof optionType>]>([
    [runOptionsSchema, "rate", "number"],
    [runOptionsSchema, "batch", "number"],
    [runOptionsSchema, "duration", "string"],
    [runOptionsSchema, "proxy", "string"],
    [runOptionsSchema, "url", "array"],
    [runOptionsSchema, "target", "string"],
    [runOptionsSchema, "slo", "array"],
    [runOptionsSchema, "header", "array"],
    [serveOptionsSchema, "model", "array"],
    [serveOptionsSchema, "preferred", "array"],
    [serveOptionsSchema, "port", "number"],
    [z.object({ quiet: z.boolean().default(false) }), "quiet", "boolean"],
  ])("%# %s is a %s", (schema, option, type) => {
    expect(optionType(schema, option)).toBe(type);
  });

  it("is known for every option of every command", () => {
    for (const schema of [runOptionsSchema, serveOptionsSchema]) {
      for (const option of Object.keys(schema.shape))
        expect(optionType(schema, option)).toMatch(/number|boolean|array|string/);
    }
  });
});
