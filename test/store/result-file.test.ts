import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readResultFile } from "../../src/store/result-file.ts";
import { goodRun } from "../report/run/fixture.ts";
import { sweepResult } from "../report/sweep/fixture.ts";

const SAMPLES = join(import.meta.dirname, "../../reports/samples");
const RUN_TEXT = `${JSON.stringify(goodRun(), null, 2)}\n`;

let root = "";
let file = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plimsoll-result-"));
  file = join(root, "result.json");
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** The sentences that a user reads, with the temporary folder as `ROOT`. */
function refusalOf(path: string): readonly [message: string, fix: string] {
  try {
    readResultFile(path);
  } catch (error) {
    expect(error).toMatchObject({ name: "PlimsollError", exitCode: 2 });
    const { message, fix } = error as { readonly message: string; readonly fix: string };
    expect(message).not.toContain("\n");
    return [message.replaceAll(root, "ROOT"), fix];
  }
  throw new Error("it was read");
}

describe("the committed samples", () => {
  const samples = readdirSync(SAMPLES);

  it("are there", () => {
    expect(samples).toEqual(expect.arrayContaining(["fraud-check-burst", "sweep-digits"]));
  });

  it.each(samples)("%s is read, by its folder and by its file", (name) => {
    const byFolder = readResultFile(join(SAMPLES, name));
    expect(readResultFile(join(SAMPLES, name, "result.json"))).toEqual(byFolder);
    expect(byFolder).toMatchObject(JSON.parse(readFileSync(join(SAMPLES, name, "result.json"), "utf8")));
  });
});

describe("the kind that is wanted", () => {
  it("is what comes back, with its type", () => {
    writeFileSync(file, RUN_TEXT);
    expect(readResultFile(file, "run").schedule).toEqual(goodRun().schedule);
  });

  it("refuses every other one", () => {
    writeFileSync(file, JSON.stringify(sweepResult()));
    expect(() => readResultFile(root, "run")).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: `${file} is a sweep, and a run is wanted here`,
        fix: "give the result.json of a run, or the folder that holds it",
      }),
    );
    expect(readResultFile(root, "sweep").search.kind).toBe("full");
  });
});

describe("a figure", () => {
  it.each([
    ["p99", "-1"],
    ["p99", "1e308"],
    ["p50", "1e999"],
    ["p50", '"NaN"'],
  ])("that no run could have measured is refused: %s %s", (key, value) => {
    writeFileSync(
      file,
      RUN_TEXT.replace(new RegExp(`("response": \\{[^}]*?"${key}": )[\\d.]+`), `$1${value}`),
    );
    expect(refusalOf(file)[0]).toContain(`is a run with wrong content: latencyMs.response.${key}: `);
  });

  it("of a rate is refused as well", () => {
    for (const value of ["-1", "1e308"]) {
      writeFileSync(file, RUN_TEXT.replace(/"achievedPerSec": [\d.]+/, `"achievedPerSec": ${value}`));
      expect(refusalOf(file)[0]).toContain("is a run with wrong content: load.achievedPerSec: ");
    }
  });
});

describe("the path", () => {
  const readable = "name a result.json that can be read, or the folder that holds it";

  it("leads nowhere, or through a file", () => {
    expect(refusalOf(join(root, "none"))).toEqual(["result file ROOT/none does not exist", readable]);
    writeFileSync(file, RUN_TEXT);
    expect(refusalOf(join(file, "result.json"))).toEqual([
      "result file ROOT/result.json/result.json does not exist",
      readable,
    ]);
  });

  it("is a folder without a result, as of a sweep that was killed", () => {
    writeFileSync(join(root, "plan.json"), "{}");
    expect(refusalOf(root)).toEqual([
      "folder ROOT has no result.json",
      "give the folder of a run or sweep that came to its end",
    ]);
  });

  it("is a folder whose result is one again", () => {
    mkdirSync(file);
    expect(refusalOf(root)).toEqual([
      "result file ROOT/result.json cannot be read: EISDIR: illegal operation on a directory, read",
      readable,
    ]);
  });

  it("is a link, to a file or to itself", () => {
    writeFileSync(join(root, "elsewhere"), RUN_TEXT);
    symlinkSync("elsewhere", file);
    expect(readResultFile(root, "run").seed).toBe(goodRun().seed);
    symlinkSync("loop", join(root, "loop"));
    expect(refusalOf(join(root, "loop"))[0]).toMatch(
      /^result file ROOT\/loop cannot be read: ELOOP: too many/,
    );
  });
});

describe("the text", () => {
  const again = "fetch it again, or measure again";

  it("may begin with a byte order mark", () => {
    writeFileSync(file, `\uFEFF${RUN_TEXT}`);
    expect(readResultFile(file)).toEqual(goodRun());
  });

  it.each(["", " \n"])("is empty: %j", (text) => {
    writeFileSync(file, text);
    expect(refusalOf(file)).toEqual(["result file ROOT/result.json is empty", again]);
  });

  it("was cut: wherever, it is said", () => {
    const bytes = Buffer.from(JSON.stringify({ ...goodRun(), 'a "\\': { ü: ["{", "]"] } }, null, 1));
    const tail = bytes.length - 60;
    const lengths = [1, 2, 10, ...Array.from({ length: 59 }, (_, more) => tail + more)];
    for (const length of lengths) {
      writeFileSync(file, bytes.subarray(0, length));
      expect(refusalOf(file)).toEqual(["result file ROOT/result.json seems cut: its JSON has no end", again]);
    }
  });

  it.each(["hello", "<!doctype html><script>{", "{} {}", '{"a": \u001b}', "{'kind': 'run'}", "\0\0\0", "{]"])(
    "is not JSON: %j",
    (text) => {
      writeFileSync(file, text);
      const [message, fix] = refusalOf(file);
      expect(message).toMatch(/^result file ROOT\/result\.json is not JSON: \P{C}+$/u);
      expect(fix).toBe("give a result.json as plimsoll wrote it");
    },
  );

  it("is not UTF-8, as PowerShell writes what is printed with --json", () => {
    writeFileSync(file, Buffer.from(`\uFEFF${RUN_TEXT}`, "utf16le"));
    expect(refusalOf(file)).toEqual([
      "result file ROOT/result.json is not UTF-8 text",
      "save it as UTF-8, or fetch it again",
    ]);
  });

  it("is JSON of something else, or of another time: the file is named", () => {
    writeFileSync(file, "[]");
    expect(refusalOf(root)[0]).toMatch(/^ROOT\/result\.json holds an array of 0, not a result/);
    writeFileSync(file, JSON.stringify({ ...goodRun(), schemaVersion: 3 }));
    expect(refusalOf(root)).toEqual([
      "ROOT/result.json was written by a newer Plimsoll (schemaVersion 3, this one knows up to 1)",
      "use Plimsoll 0.1.0 or newer",
    ]);
  });
});
