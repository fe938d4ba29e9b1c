import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ModelAddress } from "../../src/core/address.ts";
import { newCounted } from "../../src/onnx/counted.ts";
import { identityModel } from "./identity-model.ts";

/** A model that answers its input of two bytes, or the content of a file; the file is gone after the test. */
export function modelAddress(
  changes: Partial<ModelAddress["model"]> = {},
  content: Uint8Array = identityModel("UINT8", [-1, 2]),
): ModelAddress {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-model-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "m.onnx");
  writeFileSync(path, content);
  const settings = { instances: 1, maxBatch: 8, maxQueueDelayMs: 0 };
  return { model: { name: "m", path, ...settings, counted: newCounted(), ...changes } };
}
