/** Tick values of a logarithmic axis: powers of ten over a wide range, 1-2-5 steps over a narrow one. */
export function logTicks(low: number, high: number): number[] {
  const decades = Math.log10(high / low);
  const steps = decades > 2.6 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const step of steps) {
      const tick = Number((step * 10 ** power).toPrecision(6));
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

/** Domain of a logarithmic axis: the positive values, widened to 1-2-5 steps, at least a third of a decade. */
export function logDomain(values: Iterable<number>): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const value of values) {
    if (value <= 0 || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (high === 0) return [1, 10];
  const domain: [number, number] = [stepDown(low), stepUp(high)];
  return domain[1] / domain[0] < 2 ? [domain[0] / 2, domain[1] * 2] : domain;
}

function stepDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const lead = value / power;
  return Number(((lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power).toPrecision(6));
}

function stepUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const lead = value / power;
  return Number(((lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power).toPrecision(6));
}

/** d3 format of tick labels: thousands separators, no trailing zeros, no exponents. */
export const PLAIN_NUMBER = ",~f";

/** Vega expression that writes a value in ms with the unit that reads best. */
export const MS_LABEL =
  "datum.value < 1 ? format(datum.value * 1000, ',~f') + ' µs' : " +
  "datum.value < 1000 ? format(datum.value, ',~f') + ' ms' : format(datum.value / 1000, ',~f') + ' s'";

/** Scale and tick values of a logarithmic axis over a domain, for an encoding. */
export function logAxis(domain: readonly [number, number]) {
  return {
    scale: { type: "log" as const, domain: [...domain], nice: false },
    values: logTicks(domain[0], domain[1]),
  };
}
