import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";
import { PlimsollError } from "../../src/core/errors.ts";
import { createRng } from "../../src/core/rng.ts";
import { SeriesFolder } from "../../src/store/series-folder.ts";
import { goodRun } from "../report/run/fixture.ts";

const root = mkdtempSync(join(tmpdir(), "plimsoll-corrupt-"));
afterAll(() => rmSync(root, { recursive: true }));

const POINTS = ["0000-int8", "0001-fp32"];
const RUN = goodRun();
const MEND = "delete it and resume again, or begin a new sweep with another --out";
const schemaOf = (kind: string) => z.looseObject({ kind: z.literal(kind) });

/** A series of two points with two runs each, all different. */
function begin(name: string): SeriesFolder {
  const folder = new SeriesFolder({ path: join(root, name), madeUp: false });
  mkdirSync(folder.path, { recursive: true });
  const plan = folder.writeSealed("plan.json", {
    kind: "plan",
    name,
    seed: 1,
    options: { batch: ["1", "4"] },
  });
  folder.writeSealed("accuracy.json", { kind: "accuracy", plan, accuracy: [0.98, 0.97], items: 901 });
  for (const [place, id] of POINTS.entries())
    for (const attempt of [1, 2]) {
      const file = join(folder.attemptPath(id, attempt), "result.json");
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(
        file,
        `${JSON.stringify({ ...RUN, seed: 10 * place + attempt, plimsollVersion: name }, null, 2)}\n`,
      );
      folder.recordAttempt(id, attempt, plan);
    }
  return folder;
}

/** All that a resumed series takes from its folder. */
function taken(folder: SeriesFolder) {
  const plan = folder.readSealed("plan.json", schemaOf("plan"));
  const accuracy = folder.readSealed("accuracy.json", schemaOf("accuracy"), MEND);
  const runs = POINTS.map((id) => folder.attempts(id, plan?.sha256 ?? ""));
  return { plan: plan?.content, accuracy: accuracy?.content, runs };
}

const good = begin("good");
const other = begin("other");
const FILES = [
  "plan.json",
  "accuracy.json",
  ...POINTS.flatMap((id) =>
    [1, 2].flatMap((attempt) =>
      ["result.json", "attempt.json"].map((file) => `points/${id}/attempt-${attempt}/${file}`),
    ),
  ),
];
const DOCUMENTS = ["", "[]", "null", "1", "{}", '"text"', "{", '{"kind":"run"}', "<html>"];

type Chance = () => number;
const pick = <Value>(values: readonly Value[], chance: Chance): Value =>
  values[Math.floor(chance() * values.length)] as Value;

/** Ways to spoil a file, by its bytes. */
const SPOILED: Record<string, (bytes: Buffer, chance: Chance) => Buffer> = {
  "a digit": (bytes, chance) => {
    const digits = [...bytes.keys()].filter((at) => /\d/.test(String.fromCharCode(bytes[at] ?? 0)));
    const at = pick(digits, chance);
    bytes[at] = 48 + (((bytes[at] ?? 0) - 48 + 1 + Math.floor(chance() * 9)) % 10);
    return bytes;
  },
  "a byte": (bytes, chance) => {
    bytes[Math.floor(chance() * bytes.length)] = Math.floor(chance() * 256);
    return bytes;
  },
  "its end": (bytes, chance) => bytes.subarray(0, Math.floor(chance() * bytes.length)),
  "zeros in it": (bytes, chance) => {
    const from = Math.floor(chance() * bytes.length);
    return bytes.fill(0, from, Math.min(bytes.length, from + 1 + Math.floor(chance() * 512)));
  },
  "something behind it": (bytes, chance) =>
    Buffer.concat([bytes, Buffer.from(pick(["x", "{}", "\0"], chance))]),
  "another document": (_, chance) => Buffer.from(pick(DOCUMENTS, chance)),
  "a file of this series": (_, chance) => readFileSync(join(good.path, pick(FILES, chance))),
  "a number far off": (bytes, chance) => {
    const text = bytes.toString();
    const numbers = [...text.matchAll(/(?<=[:[]\s*)-?\d+(?:\.\d+)?(?=[,\s\]}])/g)];
    const number = pick(numbers, chance);
    if (number === undefined) return bytes;
    const value = pick(["-1", "1e308", "1e999", "null", '"NaN"', "0"], chance);
    return Buffer.from(text.slice(0, number.index) + value + text.slice(number.index + number[0].length));
  },
};

it.each(Object.keys(SPOILED))(
  "a file with %s changed is refused in a sentence, or reads as it was",
  (way) => {
    const before = taken(good);
    let refused = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const chance = createRng(seed, way);
      const file = join(good.path, pick(FILES, chance));
      const bytes = readFileSync(file);
      writeFileSync(file, SPOILED[way]?.(Buffer.from(bytes), chance) ?? "");
      refused += outcome(good, before, `${way}, seed ${seed}`);
      writeFileSync(file, bytes);
    }
    expect(refused).toBeGreaterThan(30);
    expect(taken(good)).toEqual(before);
  },
);

it("files and folders of another place, or of another series, are refused in a sentence", () => {
  const before = taken(good);
  const spare = join(root, "spare");
  const swaps = [
    ["points/0000-int8", "points/0001-fp32"],
    ["points/0000-int8/attempt-1", "points/0000-int8/attempt-2"],
    ["points/0000-int8/attempt-1", "points/0001-fp32/attempt-1"],
    ["points/0000-int8/attempt-1/result.json", "points/0001-fp32/attempt-1/result.json"],
    ["points/0000-int8/attempt-1/attempt.json", "points/0000-int8/attempt-2/attempt.json"],
    ["plan.json", "accuracy.json"],
  ];
  for (const [one = "", two = ""] of swaps) {
    const swap = () => {
      renameSync(join(good.path, one), spare);
      renameSync(join(good.path, two), join(good.path, one));
      renameSync(spare, join(good.path, two));
    };
    swap();
    expect(outcome(good, before, `${one} and ${two}`)).toBe(1);
    swap();
  }
  for (const path of ["plan.json", "points", ...swaps.flat().filter((path) => path.startsWith("points/"))]) {
    cpSync(join(good.path, path), spare, { recursive: true });
    cpSync(join(other.path, path), join(good.path, path), { recursive: true });
    expect(outcome(good, before, `${path} of another series`)).toBe(1);
    cpSync(spare, join(good.path, path), { recursive: true });
    rmSync(spare, { recursive: true });
  }
  expect(taken(good)).toEqual(before);
});

/** 1 where a folder is refused in a sentence, 0 where it reads as before; nothing else may happen. */
function outcome(folder: SeriesFolder, before: unknown, what: string): number {
  let found: unknown;
  try {
    found = taken(folder);
  } catch (error) {
    expect(error, what).toBeInstanceOf(PlimsollError);
    expect(error, what).toMatchObject({
      exitCode: 2,
      fix: expect.stringMatching(/begin (a new sweep|anew)/),
    });
    expect((error as Error).message, what).not.toMatch(/\n|\p{Cc}/u);
    return 1;
  }
  expect(found, what).toEqual(before);
  return 0;
}
