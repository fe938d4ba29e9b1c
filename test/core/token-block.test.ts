import fc from "fast-check";
import { expect, it } from "vitest";
import { type AnswerTokens, TokenBlock } from "../../src/core/token-block.ts";

const count = fc.option(fc.nat({ max: 1_000_000 }));
const tokensArbitrary: fc.Arbitrary<AnswerTokens | undefined> = fc.option(
  fc.record({
    promptTokens: count,
    outputTokens: count,
    mixed: fc.boolean(),
    chunksMs: fc
      .array(fc.double({ min: 0, max: 1e9, noNaN: true }), { maxLength: 40 })
      .map((times) => Float64Array.from(times)),
  }),
  { nil: undefined },
);

it("gives back the tokens of every sample, in order, also from the buffer on another thread", () => {
  fc.assert(
    fc.property(
      fc.array(tokensArbitrary, { maxLength: 30 }),
      fc.integer({ min: 1, max: 50 }),
      (all, room) => {
        const block = new TokenBlock(room);
        for (const tokens of all) block.push(tokens);
        const { cells } = block;
        const read = new TokenBlock(structuredClone(cells, { transfer: [cells.buffer as ArrayBuffer] }));
        expect(read.length).toBe(
          all.reduce((sum, t) => sum + (t === undefined ? 1 : 4 + t.chunksMs.length), 0),
        );
        expect(all.map(() => read.next())).toEqual(all);
      },
    ),
  );
});
