import { expect, it } from "vitest";
import type { ModelAddress } from "../../src/core/address.ts";
import { Session } from "../../src/targets/ask/session.ts";
import { onnx } from "../../src/targets/onnx.ts";
import { identityModel } from "../onnx/identity-model.ts";
import { modelAddress } from "../onnx/model-address.ts";
import { contextFor } from "./fake-server.ts";

const contextOf = (address: ModelAddress) => contextFor({ host: "", address });

it("prepares requests that the model answers as is expected of it, with their own values", async () => {
  const address = modelAddress({}, identityModel("FP32", [-1, 3]));
  const prepared = await onnx.prepare(contextOf(address));
  expect(prepared).toMatchObject({ model: "m", server: expect.stringMatching(/^ONNX Runtime 1\./) });
  expect(structuredClone(prepared)).toEqual(prepared);
  const session = new Session(address, "1.1", 10_000);
  try {
    const values = [];
    for (const request of prepared.requests) {
      const response = await session.exchange(request);
      expect(onnx.classify(response, prepared.expected)).toEqual({ outcome: "ok", failure: "none" });
      const [output] = onnx.valuesOf?.(response, prepared.expected) ?? [];
      expect(output).toMatchObject({ name: "y", shape: [2, 3] });
      values.push(Array.from(output?.values ?? []).join());
    }
    expect(new Set(values).size).toBe(3);
    const statistics = await onnx.statistics?.(contextOf(address), "m");
    expect(statistics).toMatchObject({ inferenceCount: 6, executionCount: 3 });
  } finally {
    await session.close();
  }
});

it.each<[string, () => ModelAddress, RegExp]>([
  ["no model", () => modelAddress({}, Uint8Array.of(1, 2)), /^cannot open .*m\.onnx on cpu: /],
  [
    "more items than it takes",
    () => modelAddress({ maxBatch: 1 }),
    /refused .*batch 2: expected 1 to 1 items/,
  ],
])("exits 4 for %s, before any load", async (_, address, message) => {
  await expect(onnx.prepare(contextOf(address()))).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringMatching(message),
    fix: expect.stringMatching(/\w/),
  });
});
