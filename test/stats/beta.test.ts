import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { incompleteBeta, incompleteBetaInverse } from "../../src/stats/beta.ts";

/** P(Binomial(n, p) ≥ k), term by term. */
function binomialTail(n: number, p: number, k: number): number {
  let sum = 0;
  for (let i = k; i <= n; i++) {
    let log = 0;
    for (let j = 1; j <= i; j++) log += Math.log((n - i + j) / j);
    sum += Math.exp(log + i * Math.log(p) + (n - i) * Math.log1p(-p));
  }
  return sum;
}

describe("the incomplete beta function", () => {
  it("is the tail of the binomial distribution", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.nat(),
        (n, p, any) => {
          const k = 1 + (any % n);
          expect(incompleteBeta(p, k, n - k + 1)).toBeCloseTo(binomialTail(n, p, k), 9);
        },
      ),
    );
  });

  it("has its closed forms where the parameters are not whole numbers", () => {
    const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    const parameter = fc.double({ min: 0.1, max: 300, noNaN: true });
    fc.assert(
      fc.property(share, parameter, (x, a) => {
        expect(incompleteBeta(x, a, 1)).toBeCloseTo(x ** a, 10);
        expect(incompleteBeta(x, 1, a)).toBeCloseTo(1 - (1 - x) ** a, 10);
        expect(incompleteBeta(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 10);
      }),
    );
  });

  it("is inverted", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.double({ min: 1, max: 5000, noNaN: true }),
        fc.double({ min: 1, max: 5000, noNaN: true }),
        (value, a, b) => {
          expect(incompleteBeta(incompleteBetaInverse(value, a, b), a, b)).toBeCloseTo(value, 6);
        },
      ),
    );
  });
});
