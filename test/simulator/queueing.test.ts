import { expect, test } from "vitest";
import { none } from "../../src/simulator/batchers/none.ts";
import { triton } from "../../src/simulator/batchers/triton.ts";
import { type FleetToRun, poisson, run } from "./fleet-run.ts";

// Queues whose waits are known in closed form (Kleinrock, Queueing Systems I, 1975; Inoue, Performance Evaluation 145, 2021). Seeds
// are fixed, so that these short runs cannot waver; `npm run bench:queueing` has long ones, with their statistical errors.

/** Number of requests of a run. */
const REQUESTS = 100_000;
/** Largest relative error of a wait in runs of that length. */
const NEAR = 0.05;

function expectNear(found: number, right: number, near = NEAR): void {
  expect(Math.abs(found / right - 1), `${found} is not near ${right}`).toBeLessThan(near);
}

/** Mean time from the intended moment to the answer, and the share of requests that were answered. */
function measure(fleet: Omit<FleetToRun, "measureMs" | "warmupMs">, requests: number, ratePerSec: number) {
  let sumMs = 0;
  let answered = 0;
  let all = 0;
  run(
    { ...fleet, warmupMs: 20_000, measureMs: (requests / ratePerSec) * 1000 },
    ({ phase, outcome, intendedMs, doneMs }) => {
      if (phase === "warmup") return;
      all++;
      if (outcome !== "ok") return;
      answered++;
      sumMs += doneMs - intendedMs;
    },
  );
  return { meanMs: sumMs / answered, answeredShare: answered / all };
}

/** Erlang's C formula: the chance to wait in M/M/c. */
function erlangC(servers: number, load: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < servers; k++) {
    term *= (servers * load) / k;
    sum += term;
  }
  const last = (term * servers * load) / servers / (1 - load);
  return last / (sum + last);
}

test.each([0.5, 0.8])("M/M/1 at load %d: the mean response is s / (1 − ρ)", (load) => {
  const { meanMs } = measure(
    { service: "exponential:10ms", load: poisson(100 * load) },
    REQUESTS,
    100 * load,
  );
  expectNear(meanMs, 10 / (1 - load));
});

test.each([0.5, 0.8])("M/D/1 at load %d waits half as long as M/M/1", (load) => {
  const { meanMs } = measure({ service: "fixed:10ms", load: poisson(100 * load) }, REQUESTS, 100 * load);
  expectNear(meanMs - 10, (10 * load) / (1 - load) / 2);
});

test.each([0.5, 2])("M/G/1 with cv %d waits as Pollaczek and Khinchine say", (cv) => {
  const load = 0.7;
  const fleet = { service: `lognormal:mean=10ms,cv=${cv}`, load: poisson(100 * load) };
  const { meanMs } = measure(fleet, REQUESTS, 100 * load);
  const waitMs = ((10 * load) / (1 - load)) * ((1 + cv ** 2) / 2);
  expectNear(meanMs - 10, waitMs, cv > 1 ? 2 * NEAR : NEAR);
});

test.each([
  [4, 0.7],
  [8, 0.85],
])(
  "M/M/%d at load %d waits by Erlang's C formula, on instances of one replica or a central queue of many",
  (servers, load) => {
    const ratePerSec = servers * load * 100;
    const waitMs = (erlangC(servers, load) * 10) / (servers * (1 - load));
    const base = { service: "exponential:10ms", load: poisson(ratePerSec) };
    const instances = measure({ ...base, instances: servers }, REQUESTS, ratePerSec);
    expectNear(instances.meanMs - 10, waitMs, 2 * NEAR);
    const central = measure({ ...base, replicas: servers, router: "central" }, REQUESTS, ratePerSec);
    expectNear(central.meanMs - 10, waitMs, 2 * NEAR);
  },
);

test("M/M/1/K loses by its loss formula", () => {
  const load = 0.9;
  const places = 5;
  // The queue holds those that wait: one more is computed.
  const { answeredShare } = measure(
    { service: "exponential:10ms", load: poisson(100 * load), maxQueueSize: places - 1 },
    REQUESTS,
    100 * load,
  );
  const lost = ((1 - load) * load ** places) / (1 - load ** (places + 1));
  expectNear(1 - answeredShare, lost);
});

test.each([100, 800, 1200, 2400])(
  "a batch server under %d requests a second keeps Inoue's bound of the mean response, and comes close to it",
  (ratePerSec) => {
    const [baseMs, perItemMs] = [2, 0.3];
    const batcher = triton({
      maxBatch: 4096,
      maxDelayMs: 0,
      preferredSizes: [],
      groupsAhead: 0,
      onlyCompleteAhead: false,
    });
    const fleet = { service: "affine:2ms+0.3ms,max=4096", load: poisson(ratePerSec), batcher };
    const { meanMs } = measure(fleet, REQUESTS, ratePerSec);
    const perMs = ratePerSec / 1000;
    const bound0 =
      ((perItemMs + baseMs) / (2 * (1 - perMs * perItemMs))) *
      (1 + 2 * perMs * baseMs + (1 - perMs * baseMs) / (1 + perMs * perItemMs));
    const bound1 =
      (1.5 * baseMs) / (1 - perMs * perItemMs) +
      ((perItemMs / 2) * (perMs * perItemMs + 2)) / (1 - (perMs * perItemMs) ** 2);
    const boundMs = Math.min(bound0, bound1);
    expect(meanMs).toBeLessThan(boundMs * 1.02);
    expect(meanMs).toBeGreaterThan(boundMs * 0.9);
  },
);

test("requests of a model without batches are computed one by one", () => {
  expect(none().decide({ length: 3 } as never, 0, 0)).toMatchObject({ kind: "dispatch", requests: 1 });
});
