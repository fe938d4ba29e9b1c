import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { settleAxes } from "../../../src/commands/sweep/settle-axes.ts";
import { sweepAccuracy } from "../../../src/commands/sweep/sweep-accuracy.ts";
import { parseSweepOptions } from "../../../src/config/sweep-options.ts";
import { createHost } from "../../../src/host/real-host.ts";
import { SeriesFolder } from "../../../src/store/series-folder.ts";
import { sweepResult } from "../../report/sweep/fixture.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plimsoll-accuracy-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const BEGUN = { planSha256: "this plan", models: { "digits fp32": "a", "digits int8": "b" } };

/** What a sweep of two precisions takes from the accuracies in its folder, without asking any server. */
async function taken(accuracy: readonly object[], changes: object = {}) {
  const folder = new SeriesFolder({ path: root, madeUp: false });
  const { planSha256: plan, models } = BEGUN;
  const stored = { kind: "accuracy", plan, models, axis: "precision", accuracy, absent: null, ...changes };
  folder.writeSealed("accuracy.json", stored);
  return takenFrom(folder);
}

async function takenFrom(folder: SeriesFolder) {
  const parsed = parseSweepOptions([
    { values: { precision: ["fp32", "int8"], concurrency: ["1"], batch: ["1"] }, spell: (option) => option },
  ]);
  const host = createHost();
  const setup = {
    setUp: () => Promise.reject(new Error("no server is to be asked")),
    restore: async () => {},
  };
  const settled = settleAxes(parsed.options, root, host.packageRoot);
  return sweepAccuracy(parsed, settled, setup, { folder, ...BEGUN }, host, () => {});
}

const of = (variant: string) => ({ ...sweepResult().accuracy[0], variant });

it("takes the accuracies of its own variants, and refuses those of others", async () => {
  const known = await taken([of("fp32"), of("int8")]);
  expect(known?.accuracy.map(({ variant }) => variant)).toEqual(["fp32", "int8"]);
  for (const other of [[of("fp32")], [of("fp32"), of("quux")], [of("fp32"), of("fp32"), of("int8")], []])
    await expect(taken(other)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("and the sweep compares fp32, int8"),
    });
});

it.each([
  [{ plan: "another plan" }, /holds the accuracies of another sweep/],
  [{ models: { "digits fp32": "a", "digits int8": "other" } }, /holds the accuracies of another sweep/],
  [{ axis: "model" }, /holds the accuracies of another sweep/],
  [{ kind: "plan" }, /is not what plimsoll wrote: kind/],
  [
    { accuracy: [{ ...of("fp32"), accuracy: 1.5 }, of("int8")] },
    /is not what plimsoll wrote: accuracy\.0\.accuracy/,
  ],
  [
    { accuracy: [{ ...of("fp32"), accuracy: "NaN" }, of("int8")] },
    /is not what plimsoll wrote: accuracy\.0\.accuracy/,
  ],
])("refuses accuracies with %j", async (changes, message) => {
  await expect(taken([of("fp32"), of("int8")], changes)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(message),
    fix: "delete it and resume again, or begin a new sweep with another --out",
  });
});

it("refuses accuracies whose variants were exchanged, or of which one digit was changed", async () => {
  const folder = new SeriesFolder({ path: root, madeUp: false });
  const file = join(root, "accuracy.json");
  await taken([of("fp32"), { ...of("int8"), items: 901 }]);
  const text = readFileSync(file, "utf8");
  const exchanged = text.replace('"fp32"', '"x"').replace('"int8"', '"fp32"').replace('"x"', '"int8"');
  for (const changed of [exchanged, text.replace('"items": 901', '"items": 902')]) {
    expect(changed).not.toBe(text);
    writeFileSync(file, changed);
    await expect(takenFrom(folder)).rejects.toMatchObject({
      exitCode: 2,
      message: `${file} was changed after it was written: its content does not give its sha256`,
    });
  }
});
