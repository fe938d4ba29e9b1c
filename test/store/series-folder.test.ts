import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { sealed } from "../../src/store/seal.ts";
import { SeriesFolder } from "../../src/store/series-folder.ts";
import { goodRun } from "../report/run/fixture.ts";
import { sweepResult } from "../report/sweep/fixture.ts";

const plan = z.object({ seed: z.number() });
const MEND = "delete the folder of this point and resume again, or begin anew";

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

const PLAN = "the plan";

/** Leaves the result of a run as an attempt, without its record. */
function leave(attempt: number, content: unknown): string {
  const file = join(folder.attemptPath("p", attempt), "result.json");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

/** Leaves a recorded attempt. */
function record(attempt: number, content: unknown): string {
  const file = leave(attempt, content);
  folder.recordAttempt("p", attempt, PLAN);
  return file;
}

describe("attempts", () => {
  it("are the recorded runs of a point, in their order, up to the first that is not", () => {
    expect(folder.attempts("p", PLAN)).toEqual([]);
    record(1, { ...goodRun(), seed: 11 });
    record(2, { ...goodRun(), seed: 12 });
    leave(3, { ...goodRun(), partial: true });
    record(4, { ...goodRun(), seed: 14 });
    expect(folder.attempts("p", PLAN).map(({ seed }) => seed)).toEqual([11, 12]);
    folder.clearAttempt("p", 3);
    expect(readdirSync(join(folder.path, "points", "p")).sort()).toEqual([
      "attempt-1",
      "attempt-2",
      "attempt-4",
    ]);
  });

  it.each<[string, unknown, string]>([
    ["was cut", JSON.stringify(goodRun()).slice(0, 5000), "seems cut"],
    ["is of another kind", sweepResult(), "is a sweep, and a run is wanted here"],
    ["is of a newer Plimsoll", { ...goodRun(), schemaVersion: 2 }, "was written by a newer Plimsoll"],
    ["has a key of another type", { ...goodRun(), seed: "x" }, "with wrong content: seed:"],
    ["has another digit", { ...goodRun(), seed: 11 }, "was changed after it was written"],
    ["has a blank more", ` ${JSON.stringify(goodRun())}`, "was changed after it was written"],
    ["has a key more", { ...goodRun(), more: 1 }, "was changed after it was written"],
  ])("that %s is named, with what a sweep needs", (_, content, message) => {
    const file = record(1, goodRun());
    leave(1, content);
    expect(() => folder.attempts("p", PLAN)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(message), fix: MEND }),
    );
    expect(() => folder.attempts("p", PLAN)).toThrow(file);
  });

  const points = () => join(folder.path, "points");
  it.each<[string, () => void, RegExp]>([
    [
      "of another point",
      () => cpSync(join(points(), "p"), join(points(), "q"), { recursive: true }),
      /q.attempt-1 holds attempt 1 at another point, p$/,
    ],
    [
      "in the place of another attempt",
      () => cpSync(folder.attemptPath("p", 1), folder.attemptPath("q", 1), { recursive: true }),
      /holds attempt 1 at another point, p$/,
    ],
    [
      "of another sweep",
      () => {
        cpSync(join(points(), "p"), join(points(), "q"), { recursive: true });
        folder.recordAttempt("q", 1, "another plan");
      },
      /q.attempt-1 holds a run of another series, or of an older plan$/,
    ],
  ])("%s are refused", (_, move, message) => {
    record(1, goodRun());
    move();
    expect(() => folder.attempts("q", PLAN)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message), fix: MEND }),
    );
  });
});

it("refuses a file where the runs of a point should be", () => {
  mkdirSync(join(folder.path, "points"), { recursive: true });
  writeFileSync(join(folder.path, "points", "p"), "x");
  expect(() => folder.attempts("p", PLAN)).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringContaining("is a file") }),
  );
});

describe("files", () => {
  it("are read as they were written, with their seal; one that is not there is null", () => {
    folder.create();
    expect(folder.readSealed("plan.json", plan)).toBeNull();
    const sha256 = folder.writeSealed("plan.json", { seed: 1 });
    expect(folder.readSealed("plan.json", plan)).toEqual({ content: { seed: 1 }, sha256 });
    expect(sha256).toBe(createHash("sha256").update('{"seed":1}').digest("hex"));
  });

  it.each([
    ["", /file .*plan.json is empty/],
    ["{", /file .*plan.json seems cut: its JSON has no end/],
    ["{]", /file .*plan.json is not JSON/],
    ["null", /plan.json is not what plimsoll wrote: it holds no object/],
    ["[]", /plan.json is not what plimsoll wrote: it holds no object/],
    ["1", /plan.json is not what plimsoll wrote: it holds no object/],
    ['{"seed":1}', /plan.json has no sha256, so nothing shows that it is as plimsoll wrote it/],
    ['{"seed":1,"sha256":"0"}', /plan.json was changed after it was written/],
    [JSON.stringify(sealed({ seed: "x" })), /plan.json is not what plimsoll wrote: seed: .*expected number/],
  ])("that hold %s are refused", (text, message) => {
    folder.create();
    writeFileSync(join(folder.path, "plan.json"), text);
    expect(() => folder.readSealed("plan.json", plan)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringMatching(message),
        fix: "restore the file, or begin anew with another --out",
      }),
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
      message: `folder ${folder.path} holds a series of runs already`,
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
