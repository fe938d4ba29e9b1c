/**
 * Mean and variance of counts, with the error of the variance, in constant memory. Powers are of differences from the
 * first value, so that they do not cancel where counts are large and nearly equal.
 */
export class CountMoments {
  count = 0;
  #first = 0;
  /** Sums of the first to fourth power of the differences. */
  readonly #sums = new Float64Array(4);

  /** Adds a value that was seen so many times. */
  add(value: number, times: number): void {
    if (this.count === 0) this.#first = value;
    this.count += times;
    const difference = value - this.#first;
    let power = times;
    for (let i = 0; i < 4; i++) {
      power *= difference;
      this.#sums[i] = (this.#sums[i] ?? 0) + power;
    }
  }

  get mean(): number {
    // Whole numbers are added exactly, so that twice the mean is met where it is met.
    return (this.#first * this.count + (this.#sums[0] ?? 0)) / this.count;
  }

  /** The unbiased variance, of at least two values. */
  get variance(): number {
    const [sum = 0, squares = 0] = this.#sums;
    return Math.max(0, squares - sum ** 2 / this.count) / (this.count - 1);
  }

  /**
   * Standard error of the variance if the values are independent: √((m4 − s⁴) ÷ n) with the fourth central moment m4, and at
   * least that of normal values, √(2 ÷ (n − 1)) · s² (Cramér 1946, §27.4). A few values do not show the tail that m4 is made of.
   */
  get varianceError(): number {
    const n = this.count;
    const [a, b, c, d] = [...this.#sums].map((sum) => sum / n) as [number, number, number, number];
    const fourth = d - 4 * a * c + 6 * a ** 2 * b - 3 * a ** 4;
    const { variance } = this;
    return Math.max(Math.sqrt(Math.max(0, fourth - variance ** 2) / n), variance * Math.sqrt(2 / (n - 1)));
  }
}
