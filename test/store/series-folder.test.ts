import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { SeriesFolder } from "../../src/store/series-folder.ts";
import { goodRun } from "../report/run/fixture.ts";
import { sweepResult } from "../report/sweep/fixture.ts";

const plan = z.object({ seed: z.number() });
const MEND = "delete the folder of this point and resume again, or begin a new sweep";

let root = "";
const at = (path: string) => new SeriesFolder({ path, madeUp: false });
let folder = at("");
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plimsoll-sweep-"));
  folder = at(join(root, "s"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function leave(attempt: number, content: unknown): string {
  const file = join(folder.attemptPath("p", attempt), "result.json");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

describe("attempts", () => {
  it("are the whole runs of a point, in their order, up to the first that is not there", () => {
    expect(folder.attempts("p")).toEqual([]);
    leave(1, { ...goodRun(), seed: 11 });
    leave(2, { ...goodRun(), partial: true });
    leave(3, { ...goodRun(), seed: 13 });
    mkdirSync(folder.attemptPath("p", 4));
    leave(5, { ...goodRun(), seed: 15 });
    expect(folder.attempts("p").map(({ seed }) => seed)).toEqual([11, 13]);
  });

  it.each<[string, unknown, string]>([
    ["was cut", JSON.stringify(goodRun()).slice(0, 5000), "seems cut"],
    ["is of another kind", sweepResult(), "is a sweep, and a run is wanted here"],
    ["is of a newer Plimsoll", { ...goodRun(), schemaVersion: 2 }, "was written by a newer Plimsoll"],
    ["was changed by hand", { ...goodRun(), seed: "x" }, "with wrong content: seed:"],
  ])("that %s is named, with what a sweep needs", (_, content, message) => {
    const file = leave(1, content);
    expect(() => folder.attempts("p")).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(message), fix: MEND }),
    );
    expect(() => folder.attempts("p")).toThrow(file);
  });
});

it("refuses a file where the runs of a point should be", () => {
  mkdirSync(join(folder.path, "points"), { recursive: true });
  writeFileSync(join(folder.path, "points", "p"), "x");
  expect(() => folder.attempts("p")).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringContaining("is a file") }),
  );
});

describe("files", () => {
  it("are read as they were written; one that is not there is null", () => {
    folder.create();
    expect(folder.read("plan.json", plan)).toBeNull();
    folder.write("plan.json", '{"seed":1}');
    expect(folder.read("plan.json", plan)).toEqual({ seed: 1 });
  });

  it.each([
    ["{", /plan.json is not what a sweep wrote: .*JSON/],
    ["null", /plan.json is not what a sweep wrote: the whole: .*expected object/],
    ['{"seed":"x"}', /plan.json is not what a sweep wrote: seed: .*expected number/],
  ])("that hold %s are refused", (text, message) => {
    folder.create();
    writeFileSync(join(folder.path, "plan.json"), text);
    expect(() => folder.read("plan.json", plan)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) }),
    );
  });

  it("a plan alone is no beginning, nor is a point whose run never began; a file of a point is, and an accuracy", () => {
    const again = () => {
      const other = at(folder.path);
      other.create();
      other.release();
    };
    const begun = expect.objectContaining({
      exitCode: 2,
      message: `folder ${folder.path} holds a sweep already`,
      fix: "go on with it by --resume, or choose another --out",
    });
    folder.create();
    folder.write("plan.json", "{}");
    mkdirSync(folder.attemptPath("p", 1), { recursive: true });
    folder.release();
    again();
    folder.write("accuracy.json", "{}");
    expect(again).toThrow(begun);
    rmSync(join(folder.path, "accuracy.json"));
    leave(1, goodRun());
    expect(again).toThrow(begun);
  });

  it("a folder with the results of a run is refused with the cure", () => {
    mkdirSync(folder.path);
    writeFileSync(join(folder.path, "latency.hlog"), "");
    expect(() => folder.create()).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: `folder ${folder.path} holds latency.hlog already`,
        fix: "choose another --out, or delete that folder first",
      }),
    );
  });

  it("a folder whose sweep runs is not resumed beside it", () => {
    folder.create();
    expect(() => at(folder.path).reopen()).toThrow(/^process \d+ is writing into folder/);
    folder.release();
    at(folder.path).reopen();
  });

  it("a folder that cannot be made is a usage error that names it", () => {
    writeFileSync(join(root, "s"), "");
    expect(() => folder.create()).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringMatching(new RegExp(`^folder ${join(root, "s")} cannot be made: `)),
        fix: "choose another --out",
      }),
    );
  });

  it("one that cannot be written is a usage error, and what was there stays", () => {
    folder.create();
    mkdirSync(join(folder.path, "points"));
    mkdirSync(join(folder.path, "result.json"));
    writeFileSync(join(folder.path, "result.json", "kept"), "it");
    expect(() => folder.write("result.json", "{}")).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringContaining("result.json cannot be written: EISDIR"),
        fix: "free space, or choose another --out",
      }),
    );
    expect(readdirSync(folder.path).sort()).toEqual(["points", "result.json", "running.lock"]);
    expect(readFileSync(join(folder.path, "result.json", "kept"), "utf8")).toBe("it");
  });
});
