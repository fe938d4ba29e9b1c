import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { contentFor, findModel } from "../../src/store/model-library.ts";

const PACKAGE_ROOT = fileURLToPath(new URL("../..", import.meta.url));
const sha256 = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

describe("findModel", () => {
  it.each([
    ["digits", "fp32", "trained"],
    ["digits", "fp16", "trained"],
    ["digits", "int8", "trained"],
    ["textenc", "fp32", "synthetic"],
    ["textenc", "fp16", "synthetic"],
    ["textenc", "int8", "synthetic"],
  ])("finds %s in %s, with the hash that the file has", (name, precision, weights) => {
    const model = findModel(name, precision, "/", PACKAGE_ROOT);
    expect(model).toMatchObject({ name, precision, weights });
    expect(model.sha256).toBe(sha256(model.path));
  });

  it("takes any .onnx file, of which it knows its hash and nothing else", () => {
    const cwd = mkdtempSync(join(tmpdir(), "plimsoll-models-"));
    try {
      writeFileSync(join(cwd, "fraud-v2.onnx"), "not looked into");
      expect(findModel("fraud-v2.onnx", "fp16", cwd, PACKAGE_ROOT)).toEqual({
        name: "fraud-v2",
        path: join(cwd, "fraud-v2.onnx"),
        precision: null,
        sha256: sha256(join(cwd, "fraud-v2.onnx")),
        weights: "unknown",
      });
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });

  it.each<[string, string, string, RegExp, RegExp]>([
    [
      "an unknown model",
      "resnet",
      "fp32",
      /^there is no shipped model "resnet"$/,
      /one of .*digits.*textenc.*, or a \.onnx file/,
    ],
    [
      "an unknown precision",
      "digits",
      "int4",
      /^model "digits" has no int4 variant$/,
      /one of fp32, fp16, int8/,
    ],
    ["a file that is not there", "gone.onnx", "fp32", /^model file gone\.onnx does not exist$/, /--model/],
    ["a path in place of a name", "../models/digits", "fp32", /there is no shipped model/, /digits/],
    ["nothing", "", "fp32", /there is no shipped model ""/, /digits/],
    ["a name that every object has", "constructor", "fp32", /there is no shipped model/, /digits/],
  ])("refuses %s, with exit code 2", (_, name, precision, message, fix) => {
    const find = () => findModel(name, precision, "/nowhere", PACKAGE_ROOT);
    expect(find).toThrow(
      expect.objectContaining({
        name: "PlimsollError",
        exitCode: 2,
        message: expect.stringMatching(message),
        fix: expect.stringMatching(fix),
      }),
    );
  });
});

describe("contentFor", () => {
  it("has the labelled images of digits, whole: as many labels as images", () => {
    const { labelled } = contentFor("digits", PACKAGE_ROOT);
    expect(labelled?.input).toBe("image");
    expect(labelled?.items.itemLength).toBe(64);
    expect(labelled?.items.labels.length).toBeGreaterThan(100);
    expect(labelled?.items.values.length).toBe(64 * (labelled?.items.labels.length ?? 0));
    expect(Math.max(...(labelled?.items.labels ?? []))).toBe(9);
  });

  it.each(["digits-int8", "digits_fp16"])("takes %s for a variant of digits", (name) => {
    expect(contentFor(name, PACKAGE_ROOT)).toEqual(contentFor("digits", PACKAGE_ROOT));
  });

  it("has bounds for every input of textenc: token ids within its vocabulary, a mask of ones", () => {
    const { labelled, hints, sequenceLength } = contentFor("textenc", PACKAGE_ROOT);
    expect(sequenceLength).toEqual({ min: 1, max: 512, default: 32 });
    const manifest = JSON.parse(readFileSync(join(PACKAGE_ROOT, "models/textenc/model.json"), "utf8"));
    expect(labelled).toBeNull();
    expect(Object.keys(hints).sort()).toEqual(
      manifest.inputs.map(({ name }: { name: string }) => name).sort(),
    );
    for (const [input, { low, high }] of Object.entries(hints)) {
      const { kind, ...bounds } = manifest.generate.inputs[input];
      if (kind === "ones") expect({ low, high }).toEqual({ low: 1, high: 2 });
      else expect({ low, high }).toEqual({ low: bounds.low ?? 0, high: bounds.high ?? 2 });
    }
  });

  it.each(["resnet", "../digits", ""])("has nothing for a model that does not ship: %o", (name) => {
    expect(contentFor(name, PACKAGE_ROOT)).toEqual({ labelled: null, hints: {}, sequenceLength: null });
  });
});
