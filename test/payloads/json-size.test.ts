import { expect, it } from "vitest";
import { generatedPayloads } from "../../src/payloads/generated.ts";
import { refuseLongJson } from "../../src/payloads/json-size.ts";

const payloads = (columns: number) =>
  generatedPayloads({
    model: "m",
    inputs: [{ name: "x", datatype: "UINT8", shape: [-1, columns] }],
    items: 2,
    count: 1,
    seed: 1,
    lengths: { kind: "fixed", length: 1 },
    hints: {},
  });

it("refuses a request of more than 4 million numbers in JSON, and none of fewer", () => {
  expect(() => refuseLongJson("m", payloads(2 ** 21))).not.toThrow();
  expect(() => refuseLongJson("m", payloads(2 ** 21 + 1))).toThrow(
    expect.objectContaining({
      exitCode: 4,
      message:
        'a request to model "m" would hold 4,194,306 numbers in JSON, and at most 4,194,304 are written',
      fix: expect.stringContaining("oip-grpc"),
    }),
  );
});
