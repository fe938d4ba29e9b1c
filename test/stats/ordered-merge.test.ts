import fc from "fast-check";
import { expect, it } from "vitest";
import { OrderedMerge } from "../../src/stats/ordered-merge.ts";

interface Piece {
  readonly stream: number;
  readonly values: readonly number[];
  readonly watermark: number;
}

/** Rising streams cut into pieces; each piece's watermark is at most the next value of its stream. */
const piecesArbitrary: fc.Arbitrary<Piece[][]> = fc
  .array(
    fc.array(fc.tuple(fc.array(fc.nat({ max: 20 }), { maxLength: 5 }), fc.nat({ max: 20 })), {
      maxLength: 8,
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((streams) =>
    streams.map((pieces, stream) => {
      let last = 0;
      return pieces.map(([steps, ahead]) => {
        const values = steps.map((step) => {
          last += step;
          return last;
        });
        // The stream may promise more than its last value; what follows then starts from there.
        last += ahead;
        return { stream, values, watermark: last };
      });
    }),
  );

it("releases all values of all streams in order, whatever order the pieces come in", () => {
  fc.assert(
    fc.property(piecesArbitrary, fc.infiniteStream(fc.nat()), (streams, chance) => {
      const released: number[] = [];
      const merge = new OrderedMerge(streams.length, (value) => released.push(value));
      const left = streams.map((pieces) => [...pieces]);
      const watermarks = streams.map(() => Number.NEGATIVE_INFINITY);
      for (
        let open = left.filter((p) => p.length > 0);
        open.length > 0;
        open = left.filter((p) => p.length > 0)
      ) {
        const pieces = open[(chance.next().value ?? 0) % open.length];
        const piece = pieces?.shift();
        if (piece === undefined) break;
        merge.push(piece.stream, piece.values, piece.watermark);
        watermarks[piece.stream] = piece.watermark;
        const limit = Math.min(...watermarks);
        // Nothing early, and nothing kept that is safe.
        const seen = streams.flatMap((all, i) =>
          all.slice(0, all.length - (left[i]?.length ?? 0)).flatMap((p) => p.values),
        );
        expect(released).toEqual(seen.filter((value) => value < limit).sort((a, b) => a - b));
      }
      merge.end();
      const all = streams.flat().flatMap((piece) => piece.values);
      expect(released).toEqual(all.sort((a, b) => a - b));
    }),
  );
});

it("waits for a stream that has not spoken yet", () => {
  const released: number[] = [];
  const merge = new OrderedMerge(2, (value) => released.push(value));
  merge.push(0, [1, 2, 3], 10);
  expect(released).toEqual([]);
  merge.push(1, [2], 2.5);
  expect(released).toEqual([1, 2, 2]);
  merge.push(1, [], 3);
  expect(released).toEqual([1, 2, 2]);
  merge.push(1, [], 3.1);
  expect(released).toEqual([1, 2, 2, 3]);
});

it("takes a million values in one piece", () => {
  let count = 0;
  const merge = new OrderedMerge(1, () => count++);
  merge.push(
    0,
    Float64Array.from({ length: 1_000_000 }, (_, i) => i),
    1_000_000,
  );
  expect(count).toBe(1_000_000);
});
