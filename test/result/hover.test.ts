import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Editor } from "./editor.ts";

const INDEX = "src/index.ts";

let editor: Editor;
beforeAll(async () => {
  editor = await Editor.start();
});
afterAll(() => editor.close());

/** What a hover over each name shows that the library exports. */
async function exportedHovers() {
  const text = readFileSync(join(import.meta.dirname, "../..", INDEX), "utf8");
  const hoverAt = editor.open(INDEX, text);
  const names = [...text.matchAll(/^export (?:type )?\{(.*?)\}/gms)].flatMap(({ 0: list, index }) =>
    [...list.matchAll(/\b(?!export\b|type\b)\w+/g)].map((name) => ({
      name: name[0],
      at: index + name.index,
    })),
  );
  const hovers = [];
  for (const { name, at } of names) hovers.push({ name, ...(await hoverAt(at)) });
  return hovers;
}

test("everything that the library exports has a sentence", async () => {
  const hovers = await exportedHovers();
  expect(hovers.length).toBeGreaterThan(14);
  const silent = hovers.filter(({ documentation }) => !/^[A-Z].*[.;:]/s.test(documentation.trim()));
  expect(silent.map(({ name }) => name)).toEqual([]);
});

test("result documents and what functions return are shown by name", async () => {
  const hovers = new Map((await exportedHovers()).map(({ name, type }) => [name, type]));
  for (const name of [
    "RunResult",
    "SweepResult",
    "RunWindow",
    "LatencySummary",
    "BurstMetrics",
    "RunOptionsInput",
    "SweepOptionsInput",
  ])
    expect(hovers.get(name)).toBe(`(alias) interface ${name}`);
  expect(hovers.get("run")).toMatch(/: Promise<RunOutcome>$/);
  expect(hovers.get("sweep")).toMatch(/: Promise<SweepOutcome>$/);
});

test("in the built package, a field of a result shows its type by name and what its schema says of it", async () => {
  const text = [
    'import { run } from "plimsoll";',
    "const { result } = await run();",
    "result.latencyMs.response.confidence.p99?.interval;",
  ].join("\n");
  const hoverAt = editor.open("test/result/unsaved.ts", text);
  const over = (word: string) => hoverAt(text.lastIndexOf(word));
  expect(await over("result.")).toEqual({ type: "const result: RunResult", documentation: "" });
  expect(await over("response")).toEqual({
    type: "(property) Latencies.response: ResponseSummary",
    documentation: "done − intended: what a user waited",
  });
  expect((await over("interval")).documentation).toMatch(/^95 % interval, ms/);
});
