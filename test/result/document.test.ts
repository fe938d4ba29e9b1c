import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlimsollError } from "../../src/core/errors.ts";
import { DOCUMENT_KINDS, readDocument, resultDocumentSchema } from "../../src/result/document.ts";
import { goodRun } from "../report/run/fixture.ts";
import { sweepResult } from "../report/sweep/fixture.ts";
import { arbitraryDocument } from "./arbitrary-document.ts";

const jsonOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const RUN = goodRun();

/** What reading ends with, whatever it is: a document, or the message and the cure of the expected failure. */
function outcomeOf(json: unknown): unknown {
  try {
    return readDocument(json);
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    const { exitCode, message, fix } = error;
    expect({ exitCode, lines: message.split("\n").length }).toEqual({ exitCode: 2, lines: 1 });
    expect(message).toMatch(/^this result\.json /);
    return { message, fix };
  }
}

describe("a valid document", () => {
  it("is read as it was written, whatever its kind", () => {
    fc.assert(
      fc.property(arbitraryDocument(), (document) => {
        expect(readDocument(jsonOf(document))).toEqual(document);
        expect(resultDocumentSchema.parse(jsonOf(document))).toEqual(document);
      }),
      { numRuns: 200 },
    );
  });

  it("narrows by its kind", () => {
    const document = readDocument(jsonOf(sweepResult()));
    expect(document.kind === "sweep" && document.search.kind).toBe("full");
  });

  it("keeps what older results lack by its defaults", () => {
    const { endpoints: _, tokens: _t, ...older } = RUN;
    expect(readDocument(jsonOf(older))).toMatchObject({ endpoints: [], tokens: null });
  });
});

describe("numbers that no run can have are refused", () => {
  const [first, second, ...others] = RUN.windows;
  const window = { ...first };
  const runs: [string, object][] = [
    ["a cost below 0", { cost: { ...RUN.cost, perMillionRequests: -1 } }],
    ["a cost without end", { cost: { ...RUN.cost, perMillionInferences: 1e300 } }],
    ["a price below 0", { cost: { ...RUN.cost, pricePerHour: -0.5 } }],
    ["a percentile of a second below 0", { windows: [{ ...window, p99Ms: -3 }] }],
    ["a percentile of a second of a thousand years", { windows: [{ ...window, maxMs: 1e300 }] }],
    ["a count of a second below 0", { windows: [{ ...window, ok: -1 }] }],
    ["a second before the run", { windows: [{ ...window, startMs: -5000 }] }],
    ["seconds out of order", { windows: [second, first, ...others] }],
    ["a second that is there twice", { windows: [first, first] }],
    ["a measured part below 0", { load: { ...RUN.load, measuredMs: -1 } }],
    [
      "an outage that ends before it begins",
      { requests: { ...RUN.requests, outage: { fromMs: 500, toMs: 400, toEnd: false, failed: 5 } } },
    ],
  ];
  it.each(runs)("in a run: %s", (_, change) => {
    expect(() => readDocument(jsonOf({ ...RUN, ...change }))).toThrow(PlimsollError);
  });

  const sweep = sweepResult();
  const [measure] = sweep.measures;
  const [point] = sweep.points;
  const sweeps: [string, object][] = [
    ["a cost below 0", { measures: [{ ...measure, costPerMillionInferences: -1 }] }],
    ["a rate without end", { measures: [{ ...measure, inferencesPerSec: 1e308 }] }],
    ["a share above 1", { measures: [{ ...measure, failedShare: 1.5 }] }],
    ["a time below 0", { measures: [{ ...measure, latencyMs: { ...measure?.latencyMs, p99: -1 } }] }],
    ["a cost of a point below 0", { points: [{ ...point, costPerMillionInferences: -1 }] }],
    ["a price below 0", { price: { ...sweep.price, pricePerHour: -1 } }],
  ];
  it.each(sweeps)("in a sweep: %s", (_, change) => {
    expect(() => readDocument(jsonOf({ ...sweep, ...change }))).toThrow(PlimsollError);
  });

  it("and what a run has is read", () => {
    expect(readDocument(jsonOf(RUN))).toEqual(RUN);
    expect(readDocument(jsonOf(sweep))).toEqual(sweep);
  });
});

describe("the registry", () => {
  it("says of every kind the version that its schema takes", () => {
    fc.assert(
      fc.property(arbitraryDocument(), ({ kind, schemaVersion }) => {
        expect(DOCUMENT_KINDS[kind].version).toBe(schemaVersion);
      }),
    );
  });

  it("can read every version from the first of its migrations on", () => {
    for (const { version, migrations } of Object.values(DOCUMENT_KINDS)) {
      const from = Object.keys(migrations).map(Number);
      expect(from).toEqual(from.map((_, index) => version - from.length + index));
    }
  });
});

const KNOWN = "run, sweep, claims, capacity, doctor, gate, plan or verification";
const ORIGINAL = "give a result.json as plimsoll wrote it";

describe("a value that is none", () => {
  it.each<[string, unknown]>([
    ["null", null],
    ["undefined", undefined],
    ["17", 17],
    ['"run"', "run"],
    ["an array of 1", [{ kind: "run" }]],
  ])("%s is no object", (shown, json) => {
    expect(outcomeOf(json)).toEqual({
      message: `this result.json holds ${shown}, not a result: an object whose kind is ${KNOWN}`,
      fix: ORIGINAL,
    });
  });

  it("has no kind", () => {
    expect(outcomeOf({ schemaVersion: 1 })).toEqual({
      message: `this result.json has no kind, which in a result is ${KNOWN}`,
      fix: ORIGINAL,
    });
  });

  it.each<[string, unknown]>([
    ['"profile"', "profile"],
    ['"toString"', "toString"],
    ['"__proto__"', "__proto__"],
    ['"<U+009B>31m\\n"', "\u009b31m\n"],
    [`"${"x".repeat(40)}"…`, "x".repeat(100)],
    ["null", null],
    ["an object", {}],
  ])("has a kind that nobody knows, %s", (shown, kind) => {
    expect(outcomeOf({ kind, schemaVersion: 1, plimsollVersion: "0.9.0" })).toEqual({
      message: `this result.json has the kind ${shown}, and this Plimsoll knows ${KNOWN}`,
      fix: `${ORIGINAL}, or use Plimsoll 0.9.0 or newer`,
    });
  });
});

describe("the schema version", () => {
  it("is newer: the Plimsoll that wrote it is named where it is known", () => {
    const message =
      "this result.json was written by a newer Plimsoll (schemaVersion 3, this one knows up to 1)";
    const newer = { kind: "run", schemaVersion: 3 };
    expect(outcomeOf({ ...newer, plimsollVersion: "0.9.0-rc.1" })).toEqual({
      message,
      fix: "use Plimsoll 0.9.0-rc.1 or newer",
    });
    for (const plimsollVersion of [undefined, 9, "", "\u001b[31m9", "9\n9"])
      expect(outcomeOf({ ...newer, plimsollVersion })).toEqual({ message, fix: "use a newer Plimsoll" });
  });

  it.each([0, -4])("is %i, from which nothing leads here", (schemaVersion) => {
    const message = `this result.json was written by an older Plimsoll (schemaVersion ${schemaVersion}, this one reads 1)`;
    const older = { ...RUN, schemaVersion };
    expect(outcomeOf({ ...older, plimsollVersion: "0.0.9" })).toEqual({
      message,
      fix: "measure again, or read it with Plimsoll 0.0.9",
    });
    expect(outcomeOf({ ...older, plimsollVersion: undefined })).toEqual({
      message,
      fix: "measure again, or read it with the Plimsoll that wrote it",
    });
  });

  it("is missing", () => {
    expect(outcomeOf({ ...RUN, schemaVersion: undefined })).toEqual({
      message: "this result.json has no schemaVersion, so nothing says how to read it",
      fix: ORIGINAL,
    });
  });

  it.each<[string, unknown]>([
    ['"1"', "1"],
    ["1.5", 1.5],
    ["null", null],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["an array of 1", [1]],
  ])("is %s, no whole number", (shown, schemaVersion) => {
    expect(outcomeOf({ ...RUN, schemaVersion })).toEqual({
      message: `this result.json has the schemaVersion ${shown}, which is not a whole number`,
      fix: ORIGINAL,
    });
  });
});

describe("wrong content", () => {
  it("is told with place and reason", () => {
    expect(outcomeOf({ ...RUN, seed: "7" })).toEqual({
      message:
        "this result.json is a run with wrong content: seed: Invalid input: expected number, received string",
      fix: ORIGINAL,
    });
  });

  it("is told by its first problems, and how many more there are", () => {
    expect(outcomeOf({ kind: "sweep", schemaVersion: 1 })).toMatchObject({
      message: expect.stringMatching(
        /^this result\.json is a sweep with wrong content: plimsollVersion: [^;]+; command: [^;]+; startedAt: [^;]+; and \d+ more$/,
      ),
    });
  });

  it("cannot speak to the terminal", () => {
    const environment = { "\u001b[31m\n": 1 };
    expect(outcomeOf({ ...RUN, environment })).toMatchObject({
      message: expect.stringContaining("environment.␛[31m : Invalid input"),
    });
  });

  it("never ends in anything but a sentence, wherever it is and whatever it holds", () => {
    const run = jsonOf(RUN);
    const sweep = jsonOf(sweepResult({ axes: { batch: ["1", "2"] } }));
    const damaged = fc
      .tuple(fc.constantFrom(run, sweep), fc.array(fc.nat(), { maxLength: 8 }), fc.jsonValue())
      .map(([document, turns, value]) => replaceAt(document, turns, value));
    fc.assert(
      fc.property(fc.oneof(damaged, fc.jsonValue()), (json) => void outcomeOf(json)),
      { numRuns: 1000 },
    );
  });
});

/** A copy with another value at the place that the turns lead to. */
function replaceAt(json: unknown, [turn, ...turns]: readonly number[], value: unknown): unknown {
  if (turn === undefined || json === null || typeof json !== "object") return value;
  const keys = Object.keys(json);
  const key = keys[turn % keys.length];
  if (key === undefined) return value;
  const entries = Object.entries(json).map(([name, inner]) => [
    name,
    name === key ? replaceAt(inner, turns, value) : inner,
  ]);
  return Array.isArray(json) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
