import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeAppliedSettings } from "plimsoll/internal";
import { afterAll, expect, test } from "vitest";
import { withAppliedSettings } from "../../../src/commands/simulate/with-applied-settings.ts";
import { parseSimulateInput, type SimulateOptionsInput } from "../../../src/config/simulate-options.ts";
import type { Host } from "../../../src/core/host.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-settings-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const host = { cwd: folder } as unknown as Host;
const settled = (input: SimulateOptionsInput) => withAppliedSettings(parseSimulateInput(input), host);

const fleet = {
  name: "resnet",
  replicas: 3,
  gpus: 1,
  instances: 2,
  maxBatch: 16,
  maxDelayMs: 2,
  preferredSizes: [],
};

test.each(["triton", "torchserve", "ray-serve"] as const)(
  "a fleet of %s whose settings were written is simulated with the same options as the fleet itself",
  (batcher) => {
    const files = writeAppliedSettings({ ...fleet, batcher });
    for (const { file, text } of files) writeFileSync(join(folder, file), text);
    const service = "affine:2ms+0.3ms,max=32";
    const read = settled({ service, settings: files.map(({ file }) => file) });
    const said = settled({ service, batcher, replicas: 3, instances: 2, maxBatch: 16, maxDelay: "2ms" });
    expect(read.options).toEqual(said.options);
    expect(read.given).not.toHaveProperty("settings");
  },
);

test("a file and an option that say the same are refused, and so are two files", () => {
  writeFileSync(join(folder, "a.pbtxt"), "max_batch_size: 8 dynamic_batching { }");
  writeFileSync(join(folder, "b.pbtxt"), "max_batch_size: 4 dynamic_batching { }");
  expect(() => settled({ settings: ["a.pbtxt"], maxBatch: 4 })).toThrow(
    /what --max-batch is, and so does the option/,
  );
  expect(() => settled({ settings: ["a.pbtxt", "b.pbtxt"] })).toThrow(
    /b.pbtxt says what --batcher is, and so does a.pbtxt/,
  );
  expect(() => settled({ settings: ["none.pbtxt"] })).toThrow(/--settings none.pbtxt cannot be read/);
});
