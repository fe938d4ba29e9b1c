import type { SimulateOptions } from "../../config/simulate-options.ts";
import { usageError } from "../../core/errors.ts";
import { type DisturbanceChoice, describeDisturbance } from "../../simulator/disturbances/index.ts";
import { describeFrontEnd, type FrontEndTimes, parseFrontEnd } from "../../simulator/front-end.ts";
import { describeHealthCheck, type HealthCheckPlan } from "../../simulator/health-checks.ts";
import { describeHedging, describeRetries } from "../../simulator/persistence.ts";
import { disturbancesOf, speedsOf } from "./disturbances-of.ts";
import { healthCheckOf } from "./health-check-of.ts";
import { type Persistence, persistenceOf } from "./persistence-of.ts";

/** What surrounds the servers of a simulation, whatever their service model is. */
export interface Surroundings {
  readonly speeds: readonly number[];
  readonly disturbances: readonly DisturbanceChoice[];
  readonly healthCheck: HealthCheckPlan | null;
  readonly persistence: Persistence;
  readonly frontEnd: FrontEndTimes | null;
  /** The surroundings in words, as a result tells them. */
  readonly settings: Readonly<Record<string, string>>;
}

/** What the options say beside the servers. @throws usage error for what is wrong, or would do nothing */
export function surroundingsOf(options: SimulateOptions): Surroundings {
  const speeds = speedsOf(options);
  const disturbances = disturbancesOf(options);
  const healthCheck = healthCheckOf(options);
  const persistence = persistenceOf(options);
  const frontEnd = frontEndOf(options);
  const { retries, hedge } = persistence;
  const settings = {
    ...(retries === null ? {} : { retries: describeRetries(retries) }),
    ...(hedge === null ? {} : { hedging: describeHedging(hedge) }),
    ...(frontEnd === null ? {} : { "front end": describeFrontEnd(frontEnd) }),
    ...(speeds.length === 0 ? {} : { speeds: speeds.join(", ") }),
    ...(healthCheck === null ? {} : { healthChecks: describeHealthCheck(healthCheck) }),
    ...(disturbances.length === 0 ? {} : { disturbances: disturbances.map(describeDisturbance).join("; ") }),
  };
  return { speeds, disturbances, healthCheck, persistence, frontEnd, settings };
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
