import { expect, test } from "vitest";
import { nearestWord } from "../../src/core/nearest-word.ts";

const OPTIONS = ["rate", "url", "ca", "out", "ep", "slo", "seed", "model", "duration", "maxInFlight"];

test.each<[string, string | undefined]>([
  ["rats", "rate"],
  ["rtae", "rate"],
  ["Rate", "rate"],
  ["modle", "model"],
  ["durations", "duration"],
  ["duratoin", "duration"],
  ["maxInFligth", "maxInFlight"],
  ["sede", "seed"],
  ["sloo", "slo"],
  // Words so short that a misspelling leaves nothing of them.
  ["x", undefined],
  ["o", undefined],
  ["cb", undefined],
  ["at", undefined],
  ["our", "out"],
  ["pe", undefined],
  // Two edits of five letters are another word.
  ["mould", undefined],
  ["colour", undefined],
  ["", undefined],
])("what %j was meant to be: %s", (word, meant) => {
  expect(nearestWord(word, OPTIONS)).toBe(meant);
});
