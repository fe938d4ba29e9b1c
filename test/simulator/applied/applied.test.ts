import fc from "fast-check";
import { writeAppliedSettings } from "plimsoll/internal";
import { expect, test } from "vitest";
import type { FleetToApply } from "../../../src/simulator/applied/applied-form.ts";
import { APPLIED_FORMS, readAppliedSettings } from "../../../src/simulator/applied/index.ts";
import { readTextFormat } from "../../../src/simulator/applied/text-format.ts";

const anyFleet: fc.Arbitrary<FleetToApply> = fc.record({
  name: fc.string({ maxLength: 80 }),
  replicas: fc.integer({ min: 1, max: 500 }),
  gpus: fc.constantFrom(null, 0, 1, 2, 8),
  instances: fc.integer({ min: 1, max: 16 }),
  batcher: fc.constantFrom("triton", "torchserve", "ray-serve", "none"),
  maxBatch: fc.integer({ min: 2, max: 512 }),
  maxDelayMs: fc.integer({ min: 0, max: 200 }),
  preferredSizes: fc.uniqueArray(fc.integer({ min: 1, max: 64 }), { maxLength: 4 }),
});

/** What all files of a fleet say together. */
const readAll = (fleet: FleetToApply) =>
  Object.assign({}, ...writeAppliedSettings(fleet).map(({ file, text }) => readAppliedSettings(text, file)));

test("what is written for any fleet says, read back, what the fleet is", () => {
  fc.assert(
    fc.property(anyFleet, (fleet) => {
      const said = readAll(fleet);
      expect(said).toMatchObject({
        replicas: fleet.replicas,
        instances: fleet.instances,
        batcher: fleet.batcher,
      });
      if (fleet.batcher === "none") return;
      expect(said.maxBatch).toBe(fleet.maxBatch);
      const unit = String(said.maxDelay).endsWith("us") ? 1000 : 1;
      expect(Number.parseFloat(said.maxDelay) / unit).toBeCloseTo(fleet.maxDelayMs, 9);
      if (fleet.batcher === "triton") expect(said.preferred ?? []).toEqual(fleet.preferredSizes);
    }),
    { numRuns: 60 },
  );
});

test("a config.pbtxt of Triton's own documentation, with what it says beside", () => {
  const text = `
    # comment
    name: "densenet_onnx"
    platform: 'onnxruntime_onnx'
    max_batch_size : 8
    input [ { name: "data_0" data_type: TYPE_FP32 dims: [ 3, 224, 224 ] reshape { shape: [ 1, 3 ] } } ]
    dynamic_batching {
      preferred_batch_size: [ 4, 8 ]
      max_queue_delay_microseconds: 100
      priority_levels: 2
      default_priority_level: 2
      default_queue_policy { max_queue_size: 16 timeout_action: DELAY; default_timeout_microseconds: 50000 }
      priority_queue_policy { key: 1 value: { max_queue_size: 4, allow_timeout_override: true } }
    }
    instance_group [ { count: 2 kind: KIND_GPU gpus: [ 0, 1 ] }, { count: 1 kind: KIND_GPU } ]`;
  expect(readAppliedSettings(text, "config.pbtxt")).toEqual({
    batcher: "triton",
    instances: 5,
    maxBatch: 8,
    maxDelay: "100us",
    preferred: [4, 8],
    priorityLevels: 2,
    defaultPriority: 2,
    queuePolicy: [
      "max=16,timeout=50000us,action=delay,override=no",
      "level=1,max=4,timeout=0us,action=reject,override=yes",
    ],
  });
});

test("Triton computes requests alone without dynamic_batching, or without a batch axis", () => {
  expect(readAppliedSettings("max_batch_size: 8", "a.pbtxt")).toEqual({ batcher: "none" });
  expect(readAppliedSettings("dynamic_batching { }", "a.pbtxt")).toEqual({ batcher: "none" });
  expect(readAppliedSettings("max_batch_size: 8 dynamic_batching { }", "a.pbtxt")).toEqual({
    batcher: "triton",
    maxBatch: 8,
    maxDelay: "0us",
  });
});

test.each([
  ["max_batch_size: 8 sequence_batching { }", "a.pbtxt", /sequence_batching is not simulated/],
  ["max_batch_size: 8 dynamic_batching { preserve_ordering: true }", "a.pbtxt", /preserve_ordering is not/],
  ["", "config.pbtxt", /config.pbtxt: it says nothing of a model/],
  ["# only a comment\n", "config.pbtxt", /it says nothing of a model/],
  ["replicas: 3", "config.pbtxt", /it says nothing of a model/],
  [
    "instance_group [ { count: 2 kind: KIND_GPU }, { count: 1 kind: KIND_CPU } ]",
    "a.pbtxt",
    /instances of KIND_GPU and KIND_CPU, and one service time/,
  ],
  ["instance_group [ { kind: KIND_CPU }, { count: 2 } ]", "a.pbtxt", /instances of KIND_CPU and KIND_AUTO/],
  ["max_batch_size: -8", "a.pbtxt", /max_batch_size is -8, and not a count/],
  ["max_batch_size: 8 }", "a.pbtxt", /"}" stands where a field is expected, at line 1/],
  ["\n\nmax_batch_size 8", "a.pbtxt", /"8" stands where a value is expected, at line 3/],
  ["a { b: 1", "a.pbtxt", /} is missing/],
  ['a: "open', "a.pbtxt", /is not understood/],
  ["minWorkers: 1\nmaxWorkers: 4", "m.yaml", /workers between 1 and 4 are not simulated/],
  ["batchSize: many", "m.yaml", /m.yaml: batchSize/],
  ["applications: []", "s.yaml", /one application can be simulated/],
  [
    "applications: [{deployments: [{max_ongoing_requests: 4, user_config: {max_batch_size: 8}}]}]",
    "s.yaml",
    /4 is less than the 8 requests/,
  ],
  [
    "applications: [{deployments: [{autoscaling_config: {}}]}]",
    "s.yaml",
    /autoscaling of Ray Serve is not simulated/,
  ],
  ["kind: Service", "s.yaml", /none of the settings that are read/],
])("%s is refused", (text, source, message) => {
  expect(() => readAppliedSettings(text, source)).toThrow(message);
});

test("a comment behind the last field is none of its values", () => {
  expect(readAppliedSettings("max_batch_size: 8 # dynamic_batching { }", "a.pbtxt")).toEqual({
    batcher: "none",
  });
  expect([...readTextFormat("a: 1\n# last", "a.pbtxt").fields.keys()]).toEqual(["a"]);
});

test("instances of one kind are counted, on a CPU too", () => {
  const groups = "instance_group [ { count: 2 kind: KIND_CPU }, { kind: KIND_CPU } ]";
  expect(readAppliedSettings(groups, "a.pbtxt")).toEqual({ batcher: "none", instances: 3 });
});

test("hostile text is refused in words, and in no time", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."{}[]<>:;,\"'#\\\n a1"), maxLength: 60 }), (text) => {
      try {
        readTextFormat(text, "x.pbtxt");
      } catch (error) {
        expect(String(error)).toMatch(/x.pbtxt is no text of protobuf/);
      }
    }),
    { numRuns: 200 },
  );
  expect(() => readTextFormat("a {".repeat(5000), "x.pbtxt")).toThrow(/nested too deep/);
});

test("every form serves somebody, and a name becomes one that Kubernetes takes", () => {
  for (const { serves } of APPLIED_FORMS) expect(serves.length).toBeGreaterThan(0);
  fc.assert(
    fc.property(anyFleet, (fleet) => {
      const written = writeAppliedSettings({ ...fleet, batcher: "triton" });
      const name = /^ {2}name: "?([^"\n]*)"?$/m.exec(written[0]?.text ?? "")?.[1];
      expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
    }),
    { numRuns: 40 },
  );
});
