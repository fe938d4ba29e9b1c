export interface LeastSquares {
  /** The estimates, one for each column. */
  readonly values: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  /** Sum of squares, Σ (target − row · values)² */
  readonly squares: number;
  /** Degrees of freedom: rows less columns. */
  readonly freedom: number;
  /** Variance of one row: squares ÷ freedom. */
  readonly variance: number;
}

/**
 * Linear least squares by the normal equations, for a few columns that are far from dependent and more rows than
 * columns. A row that counts less is handed in, with its target, divided by its standard deviation.
 */
export function leastSquares(rows: readonly (readonly number[])[], targets: readonly number[]): LeastSquares {
  const columns = (rows[0] ?? []).map((_, i) => rows.map((row) => row[i] ?? 0));
  const inverse = inverseOf(columns.map((one) => columns.map((other) => dot(one, other))));
  const products = columns.map((column) => dot(column, targets));
  const values = inverse.map((line) => dot(line, products));
  const squares = rows.reduce((sum, row, i) => sum + ((targets[i] ?? 0) - dot(row, values)) ** 2, 0);
  const freedom = rows.length - columns.length;
  const variance = squares / freedom;
  const covariance = inverse.map((line) => line.map((value) => value * variance));
  return { values, covariance, squares, freedom, variance };
}

/**
 * Inverse, by Gauss and Jordan, of a symmetric positive definite matrix, which needs no search for pivots; scaled to
 * ones on the diagonal first, since columns may differ in size by orders of magnitude.
 */
function inverseOf(matrix: readonly (readonly number[])[]): number[][] {
  const scale = matrix.map((row, i) => Math.sqrt(row[i] ?? 0));
  const scaled = (row: readonly number[], i: number) =>
    row.map((value, j) => value / ((scale[i] ?? 0) * (scale[j] ?? 0)));
  const work = matrix.map((row, i) => [...scaled(row, i), ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (const [i, pivotRow] of work.entries()) {
    const pivot = pivotRow[i] ?? 0;
    for (const [j, value] of pivotRow.entries()) pivotRow[j] = value / pivot;
    for (const row of work) {
      if (row === pivotRow) continue;
      const factor = row[i] ?? 0;
      for (const [j, value] of pivotRow.entries()) row[j] = (row[j] ?? 0) - factor * value;
    }
  }
  return work.map((row, i) => scaled(row.slice(matrix.length), i));
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
}
