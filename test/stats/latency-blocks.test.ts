import fc from "fast-check";
import { expect, it } from "vitest";
import { Histogram } from "../../src/stats/histogram.ts";
import { LatencyBlocks } from "../../src/stats/latency-blocks.ts";

const samples = fc.array(
  fc.record({
    atMs: fc.oneof(
      fc.double({ min: 0, max: 9000, noNaN: true }),
      fc.double({ min: 0, max: 1e7, noNaN: true }),
    ),
    latencyMs: fc.double({ min: 0, max: 100, noNaN: true }),
  }),
  { minLength: 1, maxLength: 60 },
);

function blocksOf(list: readonly { atMs: number; latencyMs: number }[]): LatencyBlocks {
  const blocks = new LatencyBlocks();
  for (const { atMs, latencyMs } of list) blocks.record(atMs, latencyMs);
  return blocks;
}

const contents = (blocks: LatencyBlocks) => blocks.all.map((block) => block.buckets());

it("are the same in whatever order the samples come, and hold each in its stretch of time", () => {
  fc.assert(
    fc.property(samples, fc.nat(), (list, turn) => {
      const blocks = blocksOf(list);
      const at = turn % list.length;
      const turned = blocksOf([...list.slice(at), ...list.slice(0, at)].reverse());
      expect(turned.blockMs).toBe(blocks.blockMs);
      expect(contents(turned)).toEqual(contents(blocks));
      const counts = blocks.all.map(
        (_, i) => list.filter(({ atMs }) => Math.floor(atMs / blocks.blockMs) === i).length,
      );
      expect(blocks.all.map(({ count }) => count)).toEqual(counts);
      const whole = new Histogram();
      for (const block of blocks.all) whole.add(block);
      expect(whole.count).toBe(list.length);
    }),
    { numRuns: 40 },
  );
});

it("lose no request, not even one that was intended a hair before the measured part", () => {
  const blocks = blocksOf([{ atMs: -0.01, latencyMs: 5 }]);
  expect(blocks.all.map(({ count }) => count)).toEqual([1]);
});

it.each([
  [0, 100, 1],
  [6399, 100, 64],
  [6400, 200, 33],
  [12_799, 200, 64],
  [60_000, 1600, 38],
  [86_400_000, 1_638_400, 53],
])("with a request at %d ms are %d ms long, %d of them", (lastMs, blockMs, count) => {
  const blocks = blocksOf([
    { atMs: 0, latencyMs: 1 },
    { atMs: lastMs, latencyMs: 1 },
  ]);
  expect([blocks.blockMs, blocks.all.length]).toEqual([blockMs, count]);
});
