import type { SimulateOptions } from "../../config/simulate-options.ts";
import { usageError } from "../../core/errors.ts";
import type { PayloadSection } from "../../payloads/section.ts";
import { type DisturbanceChoice, describeDisturbance } from "../../simulator/disturbances/index.ts";
import { describeFrontEnd, type FrontEndTimes, parseFrontEnd } from "../../simulator/front-end.ts";
import { describeGateway, type GatewayChoice } from "../../simulator/gateways/index.ts";
import { describeHealthCheck, type HealthCheckPlan } from "../../simulator/health-checks.ts";
import { describeHedging, describeRetries } from "../../simulator/persistence.ts";
import type { Pool } from "../../simulator/pools/pool.ts";
import { describeSpot, type SpotPlan } from "../../simulator/spot/spot-plan.ts";
import { disturbancesOf, speedsOf } from "./disturbances-of.ts";
import { gatewaysOf } from "./gateways-of.ts";
import { healthCheckOf } from "./health-check-of.ts";
import { type Persistence, persistenceOf } from "./persistence-of.ts";
import { poolsOf } from "./pool-of.ts";
import { spotOf } from "./spot-of.ts";

/** What surrounds the servers of a simulation, whatever their service model is. */
export interface Surroundings {
  readonly speeds: readonly number[];
  /** The first replicas, where they differ from the others. */
  readonly pools: readonly Pool[];
  readonly disturbances: readonly DisturbanceChoice[];
  readonly healthCheck: HealthCheckPlan | null;
  readonly gateways: readonly GatewayChoice[];
  readonly persistence: Persistence;
  readonly frontEnd: FrontEndTimes | null;
  readonly spot: SpotPlan | null;
  /** The surroundings in words, as a result tells them. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * What the options say beside the servers.
 *
 * @param payload what the requests carry
 * @throws usage error for what is wrong, or would do nothing
 */
export function surroundingsOf(options: SimulateOptions, payload: PayloadSection): Surroundings {
  const speeds = speedsOf(options);
  const disturbances = disturbancesOf(options);
  const pools = poolsOf(options, payload.lengths !== undefined);
  const healthCheck = healthCheckOf(options);
  const persistence = persistenceOf(options);
  const frontEnd = frontEndOf(options);
  const gateways = gatewaysOf(options, payload);
  const spot = spotOf(options);
  const { retries, hedge } = persistence;
  const settings = {
    ...(retries === null ? {} : { retries: describeRetries(retries) }),
    ...(hedge === null ? {} : { hedging: describeHedging(hedge) }),
    ...(frontEnd === null ? {} : { "front end": describeFrontEnd(frontEnd) }),
    ...(gateways.length === 0 ? {} : { gateways: gateways.map(describeGateway).join("; ") }),
    ...(speeds.length === 0 ? {} : { speeds: speeds.join(", ") }),
    ...Object.fromEntries(pools.map(({ words }, index) => [poolName(options, index), words])),
    ...(healthCheck === null ? {} : { healthChecks: describeHealthCheck(healthCheck) }),
    ...(disturbances.length === 0 ? {} : { disturbances: disturbances.map(describeDisturbance).join("; ") }),
    ...(spot === null ? {} : { "spot machines": describeSpot(spot) }),
  };
  return { speeds, pools, disturbances, healthCheck, persistence, frontEnd, gateways, spot, settings };
}

function poolName({ canary, tiers, pool }: SimulateOptions, index: number): string {
  if (canary !== undefined) return "canary";
  if (tiers !== undefined) return "tiers";
  return pool.length === 1 ? "pool" : `pool ${index + 1}`;
}

function frontEndOf({ frontEnd, router }: SimulateOptions): FrontEndTimes | null {
  if (frontEnd === undefined) return null;
  const times = parseFrontEnd(frontEnd);
  if (router !== "central") return times;
  throw usageError(
    "--front-end is the thread of each replica, and --router central has one queue in front of all of them",
    "leave out either",
  );
}
