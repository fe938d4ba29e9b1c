import fc from "fast-check";
import { expect, test } from "vitest";
import type { AutoscalerChoice } from "../../src/simulator/autoscalers/index.ts";
import { parseAutoscalerSpec } from "../../src/simulator/autoscalers/spec.ts";
import { parseTiers } from "../../src/simulator/pools/tiers.ts";
import { parseServiceSpec } from "../../src/simulator/service/spec.ts";
import { poisson, run, simulationOf } from "./fleet-run.ts";

test("with surge, a new replica serves before an old one is sent nothing more, one after another", () => {
  const routes: number[] = [];
  const { fleet } = run(
    {
      service: "fixed:1ms",
      arrivalsMs: [0, 1, 104, 105.5, 106.5, 206, 207],
      load: poisson(1),
      measureMs: 1000,
      replicas: 2,
      disturb: ["deploy:at=5ms,ready=100ms,surge=1"],
    },
    ({ seq, endpoint, outcome }) => {
      expect(outcome).toBe("ok");
      routes[seq] = endpoint;
    },
  );
  // The third replica is ready at 105 ms and the first ends; the fourth at 205 ms, and the second ends.
  expect(routes).toEqual([0, 1, 0, 1, 2, 2, 3]);
  expect(fleet.replicas.map(({ state, place }) => `${state} ${place}`)).toEqual([
    "gone 0",
    "gone 1",
    "ready 0",
    "ready 1",
  ]);
});

test("never more replicas than wanted and surge, never fewer that serve than wanted without unavailable, all replaced at last", () => {
  const rollouts = fc.record({
    replicas: fc.integer({ min: 1, max: 6 }),
    surge: fc.integer({ min: 1, max: 4 }),
    unavailable: fc.integer({ min: 0, max: 3 }),
    readyMs: fc.integer({ min: 1, max: 50 }),
    graceMs: fc.integer({ min: 0, max: 30 }),
    seed: fc.integer({ min: 0, max: 1e6 }),
  });
  fc.assert(
    fc.property(rollouts, ({ replicas, surge, unavailable, readyMs, graceMs, seed }) => {
      let failed = 0;
      const simulation = simulationOf(
        {
          service: "exponential:2ms",
          load: poisson(300),
          measureMs: 1000,
          replicas,
          seed,
          disturb: [
            `deploy:at=50ms,ready=${readyMs}ms,grace=${graceMs}ms,surge=${surge},unavailable=${unavailable}`,
          ],
        },
        ({ outcome }) => {
          if (outcome !== "ok") failed++;
        },
      );
      const counts: [number, number][] = [];
      for (let atMs = 1; simulation.advance(atMs); atMs += 1) {
        const { replicas: all } = simulation.fleet;
        const standing = all.filter(({ endsForGood }) => !endsForGood).length;
        counts.push([standing, all.filter(({ state }) => state === "ready").length]);
      }
      expect(Math.max(...counts.map(([standing]) => standing))).toBeLessThanOrEqual(replicas + surge);
      expect(Math.min(...counts.map(([, serving]) => serving))).toBeGreaterThanOrEqual(
        replicas - unavailable,
      );
      expect(simulation.fleet.replicas.slice(0, replicas).every(({ state }) => state === "gone")).toBe(true);
      expect(simulation.fleet.replicas.slice(replicas).map(({ state }) => state)).toEqual(
        new Array(replicas).fill("ready"),
      );
      if (graceMs > 25 && unavailable < replicas) expect(failed).toBe(0);
    }),
    { numRuns: 40 },
  );
});

test("a new replica has the pool of the one whose place it takes", () => {
  const ends: (number | string)[] = [];
  run(
    {
      service: "fixed:10ms",
      arrivalsMs: [0, 100],
      lengths: [1, 1],
      load: poisson(1),
      measureMs: 1000,
      replicas: 2,
      network: { words: "", start: () => () => 30 },
      pools: [parseTiers("edge=1,below=5,network=1ms,speed=0.5")],
      disturb: ["deploy:at=20ms,ready=10ms,surge=1"],
    },
    ({ seq, endpoint, doneMs }) => {
      ends[seq] = `${endpoint} ${doneMs}`;
    },
  );
  expect(ends).toEqual(["0 22", "2 122"]);
});

test("an autoscaler that orders others meanwhile gets what it orders", () => {
  const orders = fc.tuple(
    fc.integer({ min: 0, max: 5 }),
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 0, max: 1e6 }),
  );
  fc.assert(
    fc.property(orders, ([first, second, seed]) => {
      const simulation = run(
        {
          service: "exponential:5ms",
          load: poisson(50),
          measureMs: 9000,
          replicas: 3,
          seed,
          disturb: ["deploy:at=1s,ready=700ms,surge=1", "fail:mtbf=2s,mttr=300ms"],
          scaling: {
            autoscaler: parseAutoscalerSpec(`scheduled:2s=${first},3s=${second}`) as AutoscalerChoice,
            imagePull: parseServiceSpec("exponential:300ms"),
            modelLoad: parseServiceSpec("fixed:200ms"),
          },
        },
        () => {},
      );
      const standing = simulation.fleet.replicas
        .filter(({ endsForGood }) => !endsForGood)
        .map(({ id, state }) => ({ id, state }));
      expect(standing, JSON.stringify(standing)).toHaveLength(second);
      // Nobody is left of the old version.
      expect(standing.filter(({ id }) => id < 3)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
