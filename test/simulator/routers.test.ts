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

test.each([
  ["p2k", /no router "p2k"; perhaps p2c was meant/],
  ["p2c:every=1s", /"every" is not one of/],
  ["stale", /every is missing/],
  ["stale:every=soon", /every is "soon", and not a time/],
  ["stale:every=1s,by=random", /by must be least-outstanding or p2c/],
])("%s is refused", (spec, why) => {
  expect(() => parseRouter(spec)).toThrow(why);
});
