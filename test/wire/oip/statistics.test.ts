import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeModelStatistics, parseModelStatistics } from "../../../src/wire/oip/statistics.ts";
import { ProtobufWriter } from "../../../src/wire/protobuf/protobuf-writer.ts";
import { WireError } from "../../../src/wire/wire-error.ts";

const count = fc.nat({ max: 2 ** 40 });
const duration = fc.record({ count, ns: fc.bigInt(0n, 2n ** 52n) });
const NAMES = ["success", "fail", "queue", "compute_input", "compute_infer", "compute_output"] as const;
const version = fc.record({
  inference_count: count,
  execution_count: count,
  inference_stats: fc.record({
    ...Object.fromEntries(NAMES.map((name) => [name, duration])),
    cache_hit: duration,
    cache_miss: duration,
  }) as fc.Arbitrary<Record<string, { count: number; ns: bigint }>>,
});
type Version = typeof version extends fc.Arbitrary<infer T> ? T : never;

/** ModelStatisticsResponse as Triton lays it out; a field at its default is left out, as proto3 does. */
function encode(versions: readonly Version[]): Uint8Array {
  const writer = new ProtobufWriter();
  for (const { inference_count, execution_count, inference_stats } of versions) {
    const stats = new ProtobufWriter();
    [...NAMES, "cache_hit", "cache_miss"].forEach((name, at) => {
      const { count, ns } = inference_stats[name] as { count: number; ns: bigint };
      const total = new ProtobufWriter();
      if (count > 0) total.varint(1, count);
      if (ns > 0n) total.varint(2, ns);
      stats.message(at + 1, total);
    });
    const one = new ProtobufWriter().text(1, "m").text(2, "1");
    writer.message(1, one.varint(4, inference_count).varint(5, execution_count).message(6, stats));
  }
  return writer.finish();
}

const versions = fc.array(version, { minLength: 1, maxLength: 3 });

it("reads the same from JSON and from protobuf, and adds up the versions", () => {
  fc.assert(
    fc.property(versions, (model_stats) => {
      const read = parseModelStatistics({ model_stats });
      expect(decodeModelStatistics(encode(model_stats))).toEqual(read);
      const sum = (of: (version: Version) => number | bigint) =>
        model_stats.reduce((total, one) => total + Number(of(one)), 0);
      expect(read.inferenceCount).toBe(sum((one) => one.inference_count));
      expect(read.executionCount).toBe(sum((one) => one.execution_count));
      expect(read.success.count).toBe(sum((one) => one.inference_stats.success?.count ?? 0));
      expect(read.queue.ns).toBe(sum((one) => one.inference_stats.queue?.ns ?? 0));
      expect(read.computeOutput.ns).toBe(sum((one) => one.inference_stats.compute_output?.ns ?? 0));
    }),
  );
});

it("says of a message that is cut anywhere that it is cut, or reads what is whole", () => {
  fc.assert(
    fc.property(versions, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (some, share) => {
      const whole = encode(some);
      try {
        decodeModelStatistics(whole.subarray(0, Math.floor(whole.length * share)));
      } catch (error) {
        expect(error).toBeInstanceOf(WireError);
      }
    }),
  );
});

/** GET /v2/models/digits/stats of a real Triton 2.51.0 after four batches, without its batch_stats. */
const TRITON = {
  model_stats: [
    {
      name: "digits",
      version: "1",
      last_inference: 1795341942193,
      inference_count: 16,
      execution_count: 4,
      inference_stats: {
        success: { count: 16, ns: 145998877 },
        fail: { count: 1, ns: 0 },
        queue: { count: 16, ns: 36550226 },
        compute_input: { count: 16, ns: 1021010 },
        compute_infer: { count: 16, ns: 102166880 },
        compute_output: { count: 16, ns: 6162002 },
        cache_hit: { count: 0, ns: 0 },
        cache_miss: { count: 0, ns: 0 },
      },
      response_stats: {},
      batch_stats: [],
      memory_usage: [],
    },
  ],
};

it("reads what Triton answers", () => {
  expect(parseModelStatistics(TRITON)).toEqual({
    inferenceCount: 16,
    executionCount: 4,
    success: { count: 16, ns: 145998877 },
    fail: { count: 1, ns: 0 },
    queue: { count: 16, ns: 36550226 },
    computeInput: { count: 16, ns: 1021010 },
    computeInfer: { count: 16, ns: 102166880 },
    computeOutput: { count: 16, ns: 6162002 },
  });
});

const [ONE] = TRITON.model_stats;

it.each<[string, unknown, RegExp]>([
  ["no model", { model_stats: [] }, /^model_stats: expected the model/],
  ["no list", {}, /^model_stats: expected an array, found undefined/],
  ["no durations", { model_stats: [{ ...ONE, inference_stats: {} }] }, /inference_stats\.success: expected/],
  [
    "a text",
    { model_stats: [{ ...ONE, inference_count: "16" }] },
    /inference_count: expected a count, found "16"/,
  ],
  ["less than nothing", { model_stats: [{ ...ONE, execution_count: -1 }] }, /expected a count, found -1/],
])("says where it found %s", (_, json, message) => {
  expect(() => parseModelStatistics(json)).toThrow(WireError);
  expect(() => parseModelStatistics(json)).toThrow(message);
});

it("finds no model in an empty message", () => {
  expect(() => decodeModelStatistics(new Uint8Array(0))).toThrow(/found none/);
});
