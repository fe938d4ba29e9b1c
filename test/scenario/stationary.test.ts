import { expect, it } from "vitest";
import { type Arrivals, arrivalsSchema } from "../../src/arrivals/index.ts";
import { isStationary } from "../../src/scenario/stationary.ts";

const arrivals = (value: Record<string, unknown>): Arrivals => arrivalsSchema.parse(value);
const POISSON = { kind: "poisson", ratePerSec: 10 };
const RAMP = { kind: "ramp", fromPerSec: 10, toPerSec: 20 };

it.each([
  [POISSON, true],
  [{ kind: "constant", ratePerSec: 10 }, true],
  [{ kind: "mmpp", ratePerSec: 10 }, true],
  [{ kind: "gamma", ratePerSec: 10, cv: 4 }, true],
  [RAMP, false],
  [{ kind: "sine", ratePerSec: 10, amplitude: 0.5, periodMs: 1000 }, false],
  [{ kind: "trace", file: "t.csv" }, false],
  [{ kind: "sum", parts: [POISSON, POISSON] }, true],
  [{ kind: "sum", parts: [POISSON, { kind: "sum", parts: [RAMP] }] }, false],
])("%j: %s", (value, stationary) => {
  expect(isStationary({ kind: "open", arrivals: arrivals(value) })).toBe(stationary);
});

it("sessions are not: they become more until the first of them end", () => {
  const sessions = {
    kind: "sessions",
    arrivals: arrivals(POISSON),
    turns: { mean: 3 },
    thinkMs: { mean: 1000, cv: 1 },
  } as Parameters<typeof isStationary>[0];
  expect(isStationary(sessions)).toBe(false);
});
