import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ModelAddress } from "../../../src/core/address.ts";
import { newCounted } from "../../../src/onnx/counted.ts";
import { findModel } from "../../../src/store/model-library.ts";
import { Session } from "../../../src/targets/ask/session.ts";
import { TARGETS } from "../../../src/targets/index.ts";
import type { TargetContext } from "../../../src/targets/server-context.ts";
import { contextFor } from "../../targets/fake-server.ts";
import { firstOf, type GoodAnswer, PATIENT_MS } from "./meeting.ts";

const ROOT = join(import.meta.dirname, "../../..");

/** A shipped model, which the target `onnx` loads into this process. */
export function onnxContext(changes: Partial<ModelAddress["model"]> = {}): TargetContext {
  const { name, path } = findModel("digits", "int8", ROOT, ROOT);
  const settings = { instances: 1, maxBatch: 8, maxQueueDelayMs: 0, counted: newCounted() };
  return contextFor({ host: "", address: { model: { name, path, ...settings, ...changes } } });
}

export function sessionAt({ address }: TargetContext): Session {
  const session = new Session(address, "1.1", PATIENT_MS);
  onTestFinished(() => session.close());
  return session;
}

/** What the model answers to the first request that was prepared. */
export async function onnxAnswer(): Promise<Omit<GoodAnswer, "served">> {
  const context = onnxContext();
  const prepared = await TARGETS.onnx.prepare(context);
  const response = await sessionAt(context).exchange(firstOf(prepared));
  return { prepared, response, expected: structuredClone(prepared.expected) };
}
