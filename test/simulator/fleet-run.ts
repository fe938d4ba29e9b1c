import fc from "fast-check";
import type { Arrivals } from "../../src/arrivals/index.ts";
import type { Sample } from "../../src/core/sample.ts";
import type { Repetition } from "../../src/payloads/repetition/index.ts";
import type { Load } from "../../src/scenario/scenario.ts";
import { sourceOf } from "../../src/scenario/source-of.ts";
import type { Batcher } from "../../src/simulator/batchers/batcher.ts";
import { none } from "../../src/simulator/batchers/none.ts";
import type { Sharing } from "../../src/simulator/device.ts";
import { parseDisturbance } from "../../src/simulator/disturbances/index.ts";
import type { FrontEndTimes } from "../../src/simulator/front-end.ts";
import { GATEWAYS, parseGateway } from "../../src/simulator/gateways/index.ts";
import { parseHealthCheck } from "../../src/simulator/health-checks.ts";
import { parseHedging, parseRetries } from "../../src/simulator/persistence.ts";
import type { Pool } from "../../src/simulator/pools/pool.ts";
import { parseRouter, ROUTERS } from "../../src/simulator/routers/index.ts";
import { parseServiceSpec } from "../../src/simulator/service/spec.ts";
import { Simulation, type SimulationPlan } from "../../src/simulator/simulation.ts";
import { parseSpot } from "../../src/simulator/spot/spot-plan.ts";

/** A fleet to simulate, as a test writes it: what is left out is the simplest. */
export interface FleetToRun {
  readonly service: string;
  readonly load: Load;
  readonly measureMs: number;
  readonly warmupMs?: number;
  readonly seed?: number;
  readonly replicas?: number;
  readonly instances?: number;
  readonly sharing?: Sharing | null;
  readonly router?: string;
  readonly batcher?: Batcher;
  readonly maxQueueSize?: number;
  readonly timeoutMs?: number;
  readonly maxInFlight?: number;
  readonly network?: SimulationPlan["fleet"]["network"];
  readonly dropsAbandoned?: boolean;
  readonly holdsRequests?: boolean;
  readonly scaling?: SimulationPlan["scaling"];
  /** Arrivals at these moments, ms, of which the first is 0, in place of those of `load`. */
  readonly arrivalsMs?: readonly number[];
  readonly disturb?: readonly string[];
  readonly spot?: string;
  readonly speeds?: readonly number[];
  readonly pools?: readonly Pool[];
  /** Service of the replicas in each pool, which compute each request alone; left out = as the others. */
  readonly poolServices?: readonly string[];
  /** Lengths of the payloads: request N carries payload N, unless `repetition` says otherwise. */
  readonly lengths?: readonly number[];
  readonly payloads?: number;
  readonly repetition?: Repetition;
  readonly healthCheck?: string | undefined;
  readonly frontEnd?: FrontEndTimes | null;
  readonly gateways?: readonly string[];
  readonly retries?: string;
  readonly priorityOf?: (seq: number) => number;
  readonly hedge?: string;
}

/** Every router, as its example writes it. */
export const anyRouter = fc.constantFrom(...ROUTERS.map(({ example }) => example));

/** Gateways as their examples write them, and narrower ones, in any order. */
export const anyGateways = fc.array(
  fc.constantFrom(
    ...Object.values(GATEWAYS).map(({ example }) => example),
    "cache:5,hit=0.5ms",
    "limit:3,per=replica",
    "broker:2,delay=1ms,limit=9",
  ),
  { maxLength: 3 },
);

export const poisson = (ratePerSec: number): Load => ({
  kind: "open",
  arrivals: { kind: "poisson", ratePerSec } satisfies Arrivals,
});

/** The simulation of a fleet, whose samples are told one by one. */
export function simulationOf(fleet: FleetToRun, onSample: (sample: Readonly<Sample>) => void): Simulation {
  const { seed = 1, warmupMs = 0, measureMs, arrivalsMs } = fleet;
  const load: Load =
    arrivalsMs === undefined ? fleet.load : { kind: "open", arrivals: { kind: "trace", file: "moments" } };
  const plan: SimulationPlan = {
    seed,
    replicas: fleet.replicas ?? 1,
    scaling: fleet.scaling ?? null,
    measureFromMs: warmupMs,
    measureMs,
    spot: fleet.spot === undefined ? null : parseSpot(fleet.spot),
    disturbances: (fleet.disturb ?? []).map(parseDisturbance),
    gateways: (fleet.gateways ?? []).map(parseGateway),
    healthCheck: fleet.healthCheck === undefined ? null : parseHealthCheck(fleet.healthCheck),
    fleet: {
      replica: {
        service: parseServiceSpec(fleet.service),
        instances: fleet.instances ?? 1,
        stretch: fleet.sharing ?? null,
      },
      batcher: fleet.batcher ?? none(),
      limits: { maxQueueSize: fleet.maxQueueSize ?? 0, dropsAbandoned: fleet.dropsAbandoned ?? true },
      router: parseRouter(fleet.router ?? "round-robin"),
      network: fleet.network ?? null,
      holdsRequests: fleet.holdsRequests ?? false,
      speeds: fleet.speeds ?? [],
      frontEnd: fleet.frontEnd ?? null,
      pools: fleet.pools ?? [],
      poolServers: (fleet.poolServices ?? []).map((service) => ({
        replica: { service: parseServiceSpec(service), instances: 1, stretch: null },
        batcher: none(),
        limits: { maxQueueSize: 0, dropsAbandoned: true },
      })),
    },
    clients: {
      timeoutMs: fleet.timeoutMs ?? 3_600_000,
      maxInFlight: fleet.maxInFlight ?? 1e9,
      retries: fleet.retries === undefined ? null : parseRetries(fleet.retries),
      hedge: fleet.hedge === undefined ? null : parseHedging(fleet.hedge),
      priorityOf: fleet.priorityOf ?? null,
      sizeOf: (payload) => ({ items: 1, length: fleet.lengths?.[payload] ?? 0, bytes: 0 }),
    },
  };
  const arrivals = load.kind === "closed" ? null : load.arrivals;
  const source = sourceOf(
    {
      load,
      plan: {
        arrivals,
        warmupMs,
        measureMs,
        seed,
        traces: { moments: Float64Array.from(arrivalsMs ?? []) },
        payloads: fleet.payloads ?? fleet.lengths?.length ?? 1,
        repetition: fleet.repetition ?? { kind: fleet.lengths === undefined ? "uniform" : "unique" },
      },
    },
    { index: 0, of: 1 },
  );
  return new Simulation(plan, source, onSample);
}

/** Runs a fleet to its end. */
export function run(fleet: FleetToRun, onSample: (sample: Readonly<Sample>) => void): Simulation {
  const simulation = simulationOf(fleet, onSample);
  while (simulation.advance(Number.POSITIVE_INFINITY));
  return simulation;
}
