import fc from "fast-check";
import { expect, it } from "vitest";
import { FAILURE_CODES, OUTCOMES, PHASES, type Sample, SampleBlock } from "../../src/core/sample.ts";

const time = fc.double({ noNaN: true, min: 0, max: 1e9 });

const sampleArbitrary: fc.Arbitrary<Sample> = fc.record({
  seq: fc.nat(),
  shard: fc.nat({ max: 64 }),
  phase: fc.constantFrom(...PHASES),
  endpoint: fc.nat({ max: 10 }),
  items: fc.integer({ min: 1, max: 4096 }),
  intendedMs: time,
  sentMs: fc.option(time),
  firstByteMs: fc.option(time),
  doneMs: time,
  bytes: fc.nat({ max: 2 ** 40 }),
  outcome: fc.constantFrom(...OUTCOMES),
  failure: fc.constantFrom(...FAILURE_CODES),
  status: fc.integer({ min: 0, max: 599 }),
});

it("gives back every sample that was pushed, in order, also from the buffer on another thread", () => {
  fc.assert(
    fc.property(fc.array(sampleArbitrary, { maxLength: 20 }), (samples) => {
      const block = new SampleBlock(20);
      for (const sample of samples) block.push(sample);
      const moved = structuredClone(block.rows, { transfer: [block.rows.buffer as ArrayBuffer] });
      const found: Sample[] = [];
      new SampleBlock(moved, samples.length).forEach((sample) => {
        found.push({ ...sample });
      });
      expect(found).toEqual(samples);
    }),
  );
});

it("is full after as many samples as it was made for, and counts them", () => {
  const [sample] = fc.sample(sampleArbitrary, { numRuns: 1, seed: 1 });
  const block = new SampleBlock(3);
  const seen = [0, 1, 2].map(() => {
    const state = { count: block.count, full: block.full };
    block.push(sample as Sample);
    return state;
  });
  expect(seen).toEqual([
    { count: 0, full: false },
    { count: 1, full: false },
    { count: 2, full: false },
  ]);
  expect({ count: block.count, full: block.full }).toEqual({ count: 3, full: true });
});
