import { expect, it } from "vitest";
import { variantAccuracySchema } from "../../../src/result/sweep-result.ts";
import { compareVariants, type VariantAnswers } from "../../../src/sweep/findings/compare-variants.ts";

/** A model of three classes that gives each item this one. */
const answering = (variant: string, classes: number[], labels: number[] | null): VariantAnswers => ({
  variant,
  classes,
  rows: classes.map((found) => Float64Array.from([0, 1, 2], (k) => (k === found ? 5 : 1))),
  labels,
  batchInvariance: 0,
  deterministic: true,
});

const LABELS = [0, 1, 2, 0, 1, 2, 0, 1];
const reference = answering("fp32", [0, 1, 2, 0, 1, 2, 1, 0], LABELS);

it("counts what was lost and won, item by item", () => {
  const found = compareVariants(answering("int8", [0, 1, 2, 0, 2, 0, 0, 0], LABELS), reference);
  expect(found).toMatchObject({
    variant: "int8",
    reference: false,
    labelled: true,
    items: 8,
    right: 5,
    accuracy: 5 / 8,
    lost: 2,
    won: 1,
    difference: -1 / 8,
    mcnemarP: 1,
    agreement: 5 / 8,
  });
  expect(found.differenceInterval?.low).toBeLessThan(-1 / 8);
  expect(found.verdicts.map(({ level }) => level)).toEqual([0.999, 0.99]);
  expect(variantAccuracySchema.parse(found)).toEqual(found);
});

it("holds the reference against nothing: it passes", () => {
  const found = compareVariants(reference, reference);
  expect(found).toMatchObject({ reference: true, right: 6, lost: null, agreement: null, mcnemarP: null });
  expect(found.verdicts).toEqual([
    { level: 0.999, verdict: "pass" },
    { level: 0.99, verdict: "pass" },
  ]);
  expect(variantAccuracySchema.parse(found)).toEqual(found);
});

it("tells a model that is never right from one without labels", () => {
  const wrong = LABELS.map((label) => (label + 1) % 3);
  const none = LABELS.map(() => -1);
  expect(compareVariants(answering("overflown", none, LABELS), reference)).toMatchObject({
    right: 0,
    lost: 6,
  });
  expect(compareVariants(answering("broken", wrong, LABELS), reference)).toMatchObject({
    right: 0,
    accuracy: 0,
    lost: 6,
  });
  const unlabelled = answering("fp32", LABELS, null);
  const found = compareVariants(answering("int8", wrong, null), unlabelled);
  expect(found).toMatchObject({
    labelled: false,
    right: null,
    accuracy: null,
    lost: null,
    agreement: 0,
    verdicts: [],
  });
  expect(found.maxAbsoluteError).toBe(4);
  expect(variantAccuracySchema.parse(found)).toEqual(found);
});
