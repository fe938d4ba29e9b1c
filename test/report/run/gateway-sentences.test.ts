import { expect, test } from "vitest";
import { gatewaySentences } from "../../../src/report/run/fleet-words.ts";
import type { RunResult } from "../../../src/result/run-result.ts";

interface Counts {
  arrived: number;
  answered: number;
  refused: number;
  meanWaitMs: number | null;
}

const counts: Counts = { arrived: 0, answered: 0, refused: 0, meanWaitMs: null };

/** The sentences on gateways with these counts. */
const sentencesOf = (...gateways: Partial<Counts>[]) =>
  gatewaySentences({
    simulation: { gateways: gateways.map((own) => ({ gateway: "it", ...counts, ...own })) },
  } as RunResult);

test("each gateway says what it answered, refused and kept, and nothing that did not happen", () => {
  expect(sentencesOf({ arrived: 1000, answered: 250 }, { arrived: 750, refused: 75, meanWaitMs: 3 })).toEqual(
    [
      "it: of 1,000 attempts in the measured part, 250 (25 %) were answered there",
      "it: of 750 attempts in the measured part, 75 (10 %) were refused, those that went on had waited 3 ms on average",
    ],
  );
  expect(sentencesOf({ arrived: 7 })).toEqual(["it: of 7 attempts in the measured part, all went on"]);
});

test("a fleet without gateways says nothing of them", () => {
  expect(gatewaySentences({ simulation: null } as RunResult)).toEqual([]);
  expect(sentencesOf()).toEqual([]);
});
