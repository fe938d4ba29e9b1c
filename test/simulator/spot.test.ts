import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng, exponential } from "../../src/core/rng.ts";
import type { Stage } from "../../src/simulator/disturbances/stage.ts";
import { EventQueue } from "../../src/simulator/event-queue.ts";
import { parseSpot, SPOT_FALLBACKS } from "../../src/simulator/spot/spot-plan.ts";
import { startZones } from "../../src/simulator/spot/zone-weather.ts";
import { anyRouter, type FleetToRun, poisson, run } from "./fleet-run.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The moments at which a zone loses its machines and has some again, drawn as the simulator documents it; the first is the state at 0. */
function weather(seed: number, zone: number, upMs: number, downMs: number, untilMs: number) {
  const rng = createRng(seed, `spot machines of zone ${zone}`);
  const isUp = rng() < upMs / (upMs + downMs);
  const downForMs = exponential(rng) * downMs;
  const turns: number[] = [];
  let nowMs = 0;
  for (let up = isUp; nowMs < untilMs; up = !up) {
    nowMs += exponential(rng) * (up ? upMs : downMs);
    turns.push(nowMs);
  }
  return { isUp, downForMs: isUp ? 0 : downForMs, turns };
}

/** A seed under which a single zone is up at the begin, is lost after 10 min or more, and comes back 30 min later or more. */
const UP_THEN_DOWN = (() => {
  for (let seed = 1; ; seed++) {
    const { isUp, turns } = weather(seed, 0, HOUR_MS, HOUR_MS, 10 * HOUR_MS);
    const [lost = 0, back = 0, again = 0] = turns;
    const isWide = lost > 10 * MINUTE_MS && back - lost > 30 * MINUTE_MS && again - back > 30 * MINUTE_MS;
    if (isUp && isWide && again < 5 * HOUR_MS) return { seed, lost, back, again };
  }
})();

/** Requests every second, each of 1 ms, to one spot replica of one zone, up to 20 min after its zone came back. */
function oneReplica(fallback: string, notice = "2m") {
  const { seed, back } = UP_THEN_DOWN;
  const measureMs = back + 20 * MINUTE_MS;
  const answered: number[] = [];
  const simulation = run(
    {
      service: "fixed:1ms",
      load: poisson(1),
      arrivalsMs: Array.from({ length: Math.floor(measureMs / 1000) }, (_, index) => 1000 * index),
      measureMs,
      seed,
      spot: `zones=1,up=1h,down=1h,replace=3m,notice=${notice},fallback=${fallback}`,
    },
    ({ outcome, intendedMs }) => {
      if (outcome === "ok") answered.push(intendedMs);
    },
  );
  return { answered, measureMs, found: simulation.spot?.found(measureMs) };
}

const inside = (moments: readonly number[], fromMs: number, untilMs: number) =>
  moments.filter((at) => at > fromMs && at < untilMs).length;

test("fallback none: from the notice until a new machine of the zone serves, nothing is answered", () => {
  const { lost, back } = UP_THEN_DOWN;
  const { answered, measureMs, found } = oneReplica("none");
  const servesMs = back + 3 * MINUTE_MS;
  expect(inside(answered, lost, servesMs)).toBe(0);
  expect(inside(answered, 0, lost)).toBe(Math.floor(lost / 1000));
  expect(inside(answered, servesMs, measureMs)).toBeGreaterThan(16 * 60);
  expect(found).toMatchObject({
    zoneOutages: 1,
    losses: 1,
    fallbacks: 0,
    fallbackMachineHours: 0,
    fallbackShare: 0,
  });
  // Paid until the end of the notice, and from the order of the new machine on.
  const paidMs = lost + 2 * MINUTE_MS + (measureMs - back);
  expect(found?.spotMachineHours).toBeCloseTo(paidMs / HOUR_MS, 9);
  expect(found?.missingShare).toBeCloseTo((servesMs - lost) / measureMs, 9);
  expect(found?.meanMissing).toBeCloseTo((servesMs - lost) / measureMs, 9);
});

test("fallback on-demand: three minutes without, then an on-demand machine until three minutes after its zone is back", () => {
  const { lost, back } = UP_THEN_DOWN;
  const { answered, measureMs, found } = oneReplica("on-demand");
  const standsInMs = lost + 3 * MINUTE_MS;
  expect(inside(answered, lost, standsInMs)).toBe(0);
  const rest = Math.floor(measureMs / 1000) - 1 - Math.floor(standsInMs / 1000);
  expect(inside(answered, standsInMs, measureMs)).toBe(rest);
  expect(found).toMatchObject({ zoneOutages: 1, losses: 1, fallbacks: 1 });
  const fallbackMs = back + 3 * MINUTE_MS - lost;
  expect(found?.fallbackMachineHours).toBeCloseTo(fallbackMs / HOUR_MS, 9);
  expect(found?.fallbackShare).toBeCloseTo(fallbackMs / measureMs, 9);
  expect(found?.missingShare).toBeCloseTo((3 * MINUTE_MS) / measureMs, 9);
  const [complete, short] = found?.byTime ?? [];
  expect(short).toMatchObject({ when: "short", ok: 0 });
  expect(short?.requests).toBe(Math.floor(standsInMs / 1000) - Math.floor(lost / 1000));
  expect(complete).toMatchObject({ when: "complete", p50Ms: 1 });
});

test("a notice longer than the order: the new machine serves when the old one has ended", () => {
  const { lost } = UP_THEN_DOWN;
  const { answered } = oneReplica("on-demand", "10m");
  expect(inside(answered, lost, lost + 10 * MINUTE_MS)).toBe(0);
  expect(inside(answered, lost + 10 * MINUTE_MS, lost + 12 * MINUTE_MS)).toBe(120);
});

test("fallback zones: with one zone it does what none does; with two, the other zone takes over", () => {
  expect(oneReplica("zones").answered).toEqual(oneReplica("none").answered);
  for (let seed = 1; seed < 200; seed++) {
    const [one, other] = [0, 1].map((zone) => weather(seed, zone, HOUR_MS, HOUR_MS, 4 * HOUR_MS));
    const lost = one?.turns[0] ?? 0;
    if (!one?.isUp || !other?.isUp || (other.turns[0] ?? 0) < lost + HOUR_MS || lost > 2 * HOUR_MS) continue;
    const measureMs = lost + 10 * MINUTE_MS;
    const simulation = run(
      {
        service: "fixed:1ms",
        load: poisson(1),
        measureMs,
        seed,
        replicas: 2,
        spot: "zones=2,up=1h,down=1h,replace=3m,notice=1m,fallback=zones-then-on-demand",
      },
      () => {},
    );
    const found = simulation.spot?.found(measureMs);
    expect(found).toMatchObject({ losses: 1, fallbacks: 0 });
    // Both machines all the time, and for a minute the lost one beside the one in its place.
    expect(found?.spotMachineHours).toBeCloseTo((2 * measureMs + MINUTE_MS) / HOUR_MS, 9);
    return;
  }
  throw new Error("no seed fits");
});

test("a zone without machines at the begin: what stands in for it stands there since then, as far as the order takes", () => {
  for (let seed = 1; ; seed++) {
    const { isUp, downForMs, turns } = weather(seed, 0, HOUR_MS, HOUR_MS, HOUR_MS);
    if (isUp || downForMs > 2 * MINUTE_MS || downForMs < MINUTE_MS || (turns[0] ?? 0) < 20 * MINUTE_MS)
      continue;
    const answered: number[] = [];
    run(
      {
        service: "fixed:1ms",
        load: poisson(1),
        measureMs: 10 * MINUTE_MS,
        seed,
        spot: "zones=1,up=1h,down=1h,replace=3m,fallback=on-demand",
      },
      ({ outcome, intendedMs }) => {
        if (outcome === "ok") answered.push(intendedMs);
      },
    );
    const readyMs = 3 * MINUTE_MS - downForMs;
    expect(answered[0]).toBeGreaterThanOrEqual(readyMs);
    expect(answered[0]).toBeLessThan(readyMs + 20_000);
    return;
  }
});

test("zones have machines for up / (up + down) of the time, from the begin on", () => {
  const events = new EventQueue();
  const stage = {
    after: (delayMs: number, act: () => void) => events.schedule(events.nowMs + delayMs, { happen: act }),
  } as unknown as Stage;
  const zones = 400;
  const up = new Array<boolean>(zones);
  const starts = startZones({ zones, upMs: 3 * HOUR_MS, downMs: HOUR_MS }, stage, 7, {
    lost: (zone) => {
      up[zone] = false;
    },
    back: (zone) => {
      up[zone] = true;
    },
  });
  for (const [zone, { isUp }] of starts.entries()) up[zone] = isUp;
  const share = () => up.filter(Boolean).length / zones;
  // 400 zones: a standard error of 0.022; 5 of them are allowed.
  expect(Math.abs(share() - 0.75)).toBeLessThan(0.11);
  while (events.nextMs < 50 * HOUR_MS) events.step();
  expect(Math.abs(share() - 0.75)).toBeLessThan(0.11);
});

const anySpot = fc.record({
  seed: fc.integer({ min: 1, max: 1000 }),
  replicas: fc.integer({ min: 1, max: 5 }),
  base: fc.integer({ min: 0, max: 2 }),
  zones: fc.integer({ min: 1, max: 3 }),
  noticeS: fc.constantFrom(0, 5, 40),
  replaceS: fc.constantFrom(0, 10, 30),
  fallback: fc.constantFrom(...Object.keys(SPOT_FALLBACKS)),
  router: anyRouter,
  healthCheck: fc.constantFrom(undefined, "every=5s,fails=2"),
});

test("any spot fleet: every request ends once, the same seed gives the same, and no more is paid or missing than there is", () => {
  fc.assert(
    fc.property(
      anySpot,
      ({ seed, replicas, base, zones, noticeS, replaceS, fallback, router, healthCheck }) => {
        const measureMs = 400_000;
        const fleet: FleetToRun = {
          service: "exponential:100ms",
          load: poisson(2),
          measureMs,
          warmupMs: 20_000,
          seed,
          replicas,
          router,
          healthCheck: router === "central" ? undefined : healthCheck,
          timeoutMs: 5000,
          disturb: ["fail:mtbf=100s,mttr=10s"],
          spot: `zones=${zones},up=60s,down=30s,base=${base},notice=${noticeS}s,replace=${replaceS}s,fallback=${fallback}`,
        };
        const ends = () => {
          const seen: string[] = [];
          const simulation = run(fleet, ({ seq, outcome, doneMs }) =>
            seen.push(`${seq} ${outcome} ${doneMs}`),
          );
          return { seen, found: simulation.spot?.found(420_000) };
        };
        const { seen, found } = ends();
        expect(ends()).toEqual({ seen, found });
        expect(new Set(seen.map((one) => one.split(" ")[0])).size).toBe(seen.length);
        const spots = Math.max(0, replicas - base);
        expect(found?.meanMissing).toBeLessThanOrEqual(spots);
        expect(found?.missingShare).toBeLessThanOrEqual(1);
        expect(found?.fallbackMachineHours).toBeLessThanOrEqual((spots * measureMs) / HOUR_MS + 1e-9);
        if (fallback === "none" || fallback === "zones") expect(found?.fallbacks).toBe(0);
        if (spots === 0) expect(found).toMatchObject({ losses: 0, spotMachineHours: 0, meanMissing: 0 });
        // Served by a machine that is paid for: spot, on-demand in its place, or missing.
        const paidHours = (found?.spotMachineHours ?? 0) + (found?.fallbackMachineHours ?? 0);
        expect(paidHours + ((found?.meanMissing ?? 0) * measureMs) / HOUR_MS).toBeGreaterThanOrEqual(
          (spots * measureMs) / HOUR_MS - 1e-9,
        );
      },
    ),
    { numRuns: 30 },
  );
});

test("--spot says what is wrong with it", () => {
  expect(() => parseSpot("zones=3,up=1h,down=1h,replace=1m")).toThrow(/fallback must be none or zones/);
  expect(() => parseSpot("zones=0,up=1h,down=1h,replace=1m,fallback=none")).toThrow(
    /zones must be at least 1/,
  );
  expect(() => parseSpot("zones=1,up=0s,down=1h,replace=1m,fallback=none")).toThrow(/up must be more than/);
});
