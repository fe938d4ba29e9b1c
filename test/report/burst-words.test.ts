import { expect, it } from "vitest";
import { busyWords, hurstWords } from "../../src/report/burst-words.ts";

it.each([
  [0.029, 0.0137, "2.9 % (Poisson 1.4 %)"],
  [0.029, 3e-12, "2.9 % (Poisson under 0.0010 %)"],
  [0.029, null, "2.9 %"], // an older result
  [null, null, "—"],
])("time above twice the mean of %d, and %d of Poisson, is %s", (share, poisson, words) => {
  expect(busyWords({ timeAboveTwiceMean: share, timeAboveTwiceMeanPoisson: poisson })).toBe(words);
});

it.each([
  [0.7842, 0.0478, "0.78 ± 0.05"],
  [0.7842, null, "0.78"],
  [null, null, "—"],
])("an apparent Hurst exponent of %d with an error of %d is %s", (hurst, error, words) => {
  expect(hurstWords({ apparentHurst: hurst, apparentHurstError: error })).toBe(words);
});
