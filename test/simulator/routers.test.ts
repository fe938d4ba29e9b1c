import { expect, test } from "vitest";
import { parseRouter } from "../../src/simulator/routers/index.ts";
import { type FleetToRun, poisson, run } from "./fleet-run.ts";

/** The replica of each request, in the order of arrivals. */
function routesOf(fleet: Omit<FleetToRun, "load" | "measureMs">): number[] {
  const routes: number[] = [];
  run({ ...fleet, load: poisson(1), measureMs: 100_000 }, ({ seq, endpoint }) => {
    routes[seq] = endpoint;
  });
  return routes;
}

const counting = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

test("stale: all goes to what was idle at the last report, until the next", () => {
  const arrivalsMs = [0, 1, ...counting(101, 6), ...counting(201, 4)];
  const routes = routesOf({ service: "fixed:1s", arrivalsMs, replicas: 3, router: "stale:every=100ms" });
  // Nothing is reported before 100 ms: all pass for idle, and take turns. Then the loads are 1, 1, 0, and at 200 ms 1, 1, 6.
  expect(routes.slice(0, 8)).toEqual([0, 1, 2, 2, 2, 2, 2, 2]);
  expect(routes.slice(8).toSorted()).toEqual([0, 0, 1, 1]);
});

test("stale: reports that are never late are what least-outstanding sees", () => {
  const arrivalsMs = [0, ...counting(3, 200), ...counting(300, 50)];
  // Nothing ends within the last 0.02 ms before a request comes, which is when the last report may be.
  const asked = { service: "fixed:5.31ms", arrivalsMs, replicas: 8 };
  expect(routesOf({ ...asked, router: "stale:every=0.02ms" })).toEqual(
    routesOf({ ...asked, router: "least-outstanding" }),
  );
});

test("stale: what is very old is worse than nothing, and two choices do less harm (Mitzenmacher 2000)", () => {
  const meanOf = (router: string) => {
    let [sumMs, count] = [0, 0];
    const fleet = { service: "exponential:10ms", load: poisson(720), measureMs: 60_000, replicas: 8, router };
    run(fleet, ({ doneMs, intendedMs }) => {
      sumMs += doneMs - intendedMs;
      count++;
    });
    return sumMs / count;
  };
  const [fresh, two, late] = ["least-outstanding", "stale:every=500ms,by=p2c", "stale:every=500ms"].map(
    meanOf,
  );
  const random = meanOf("random");
  expect(fresh).toBeLessThan(random);
  expect(late).toBeGreaterThan(random);
  expect(two).toBeLessThan(late as number);
});

const steady = { service: "fixed:0.1ms", arrivalsMs: counting(0, 6000), replicas: 3 };

/** Share of the requests that each replica got. */
function sharesOf(routes: readonly number[]): number[] {
  const shares: number[] = [];
  for (const route of routes) shares[route] = (shares[route] ?? 0) + 1 / routes.length;
  return shares;
}

test("connections: what goes over one goes to the same replica, until it is closed", () => {
  const one = { ...steady, arrivalsMs: counting(0, 8) };
  const routes = (router: string) => routesOf({ ...one, router });
  expect(new Set(routes("connections:1")).size).toBe(1);
  expect(routes("connections:1,by=round-robin,requests=2")).toEqual([0, 0, 1, 1, 2, 2, 0, 0]);
  // An age of 2.2 ms lies between 1.98 and 2.42 ms: the third request or the fourth opens the next one.
  const aged = routesOf({ ...steady, router: "connections:1,by=round-robin,age=2.2ms" });
  const lengths = aged.flatMap((route, index) => (route === aged[index - 1] ? [] : [index]));
  const steps = lengths.slice(1).map((at, index) => at - (lengths[index] ?? 0));
  expect(new Set(steps)).toEqual(new Set([2, 3]));
});

test("connections: fewer than would share evenly leave some replicas with twice the load of others", () => {
  const shares = sharesOf(routesOf({ ...steady, router: "connections:4,by=round-robin" }));
  expect(shares.toSorted()[0]).toBeCloseTo(1 / 4, 1);
  expect(shares.toSorted()[2]).toBeCloseTo(1 / 2, 1);
  const many = sharesOf(routesOf({ ...steady, router: "connections:3000,by=round-robin" }));
  for (const share of many) expect(share).toBeCloseTo(1 / 3, 1);
});

test.each([
  ["connections:60", 0],
  ["connections:60,age=50ms", 1 / 3],
  ["connections:60,requests=3", 1 / 3],
])("%s: a replica that is repaired gets only what is opened from then on", (router, share) => {
  const disturb = ["fail:replica=1,at=1s,for=1s"];
  const routes = routesOf({ ...steady, disturb, router });
  expect(sharesOf(routes.slice(0, 1000))[0]).toBeGreaterThan(0.2);
  expect(sharesOf(routes.slice(1001, 2000))[0] ?? 0).toBe(0);
  const afterwards = sharesOf(routes.slice(2500))[0] ?? 0;
  expect(Math.abs(afterwards - share)).toBeLessThan(share === 0 ? 1e-9 : 0.06);
});

test.each([
  ["connections", /count is missing/],
  ["connections:0", /count must be at least 1/],
  ["connections:2,by=p2c", /by must be random or round-robin/],
  ["p2k", /no router "p2k"; perhaps p2c was meant/],
  ["p2c:every=1s", /"every" is not one of/],
  ["stale", /every is missing/],
  ["stale:every=soon", /every is "soon", and not a time/],
  ["stale:every=1s,by=random", /by must be least-outstanding or p2c/],
])("%s is refused", (spec, why) => {
  expect(() => parseRouter(spec)).toThrow(why);
});
