import { mkdtempSync, rmSync } from "node:fs";
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

/** What a sweep of two precisions takes from the accuracies in its folder, without asking any server. */
async function taken(accuracy: readonly object[]) {
  const folder = new SeriesFolder({ path: root, madeUp: false });
  folder.write("accuracy.json", JSON.stringify({ accuracy, absent: null }));
  const parsed = parseSweepOptions([
    { values: { precision: ["fp32", "int8"], concurrency: ["1"], batch: ["1"] }, spell: (option) => option },
  ]);
  const host = createHost();
  const setup = {
    setUp: () => Promise.reject(new Error("no server is to be asked")),
    restore: async () => {},
  };
  const settled = settleAxes(parsed.options, root, host.packageRoot);
  return sweepAccuracy(parsed, settled, setup, folder, host, () => {});
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
