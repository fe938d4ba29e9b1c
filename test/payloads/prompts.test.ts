import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PromptOptions, prompts } from "../../src/payloads/prompts.ts";

const of = (changes: Partial<PromptOptions> = {}) =>
  prompts({ items: 1, count: 200, seed: 7, lengths: { kind: "uniform", min: 4, max: 40 }, ...changes });
const textsOf = (options?: Partial<PromptOptions>) =>
  Array.from({ length: 200 }, (_, index) => of(options).texts(index).join("|"));
const wordsIn = (text: string) => text.split(" ").length;

describe("prompts", () => {
  it("are the same for the same seed, whichever is asked for first, and others for another", () => {
    fc.assert(
      fc.property(fc.nat(199), fc.integer({ min: 0, max: 1e9 }), (index, seed) => {
        expect(of({ seed }).texts(index)).toEqual(of({ seed }).texts(index));
        expect(of({ seed }).texts(index)).not.toEqual(of({ seed: seed + 1 }).texts(index));
      }),
      { numRuns: 30 },
    );
    expect(textsOf({ count: 300 })).toEqual(textsOf());
  });

  it("are as many plain words as the lengths say", () => {
    const texts = textsOf();
    for (const text of texts) expect(text).toMatch(/^[a-z]+( [a-z]+)*$/);
    const lengths = texts.map(wordsIn);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(4);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(40);
    expect(new Set(lengths).size).toBeGreaterThan(20);
    expect(textsOf({ lengths: { kind: "fixed", length: 9 } }).every((text) => wordsIn(text) === 9)).toBe(
      true,
    );
  });

  it("share no beginning that a cache of prefixes could use, the texts of one request neither", () => {
    const beginnings = [...textsOf(), ...of({ items: 8 }).texts(0).slice(1)].map((text) => text.slice(0, 16));
    expect(new Set(beginnings).size).toBeGreaterThan(beginnings.length - 3);
  });

  it("stand in order of length where they are to drift", () => {
    const lengths = textsOf({ sorted: true }).map(wordsIn);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  });

  it("say in one sentence what they are", () => {
    expect(of().description).toBe("prompts of random words, in number evenly from 4 to 40");
  });
});
