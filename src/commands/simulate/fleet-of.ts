import type { SimulateOptions } from "../../config/simulate-options.ts";
import { usageError } from "../../core/errors.ts";
import type { FleetPlan } from "../../simulator/fleet.ts";
import { parseNetwork } from "../../simulator/networks/index.ts";
import { parseRouter } from "../../simulator/routers/index.ts";
import type { ServiceModel } from "../../simulator/service/service-model.ts";
import { parseServiceSpec, SERVICE_EXAMPLES } from "../../simulator/service/spec.ts";
import { batcherOf, type ServiceFlag } from "./batcher-of.ts";
import { type Priorities, prioritiesOf } from "./priorities-of.ts";

/** The fleet that the options describe, and the same in words, as a result tells it. */
export interface DescribedFleet {
  readonly plan: FleetPlan;
  readonly settings: Readonly<Record<string, string>>;
  /** Bytes that a request of so many items of a length carries; left out = nobody knows, and nothing depends on it. */
  readonly bytesOf?: (items: number, length: number) => number;
  /** Priorities and timeouts of its queue; null where it has none. */
  readonly priorities: Priorities | null;
  /** Whether its service time was stated by the user or calibrated from measurements. */
  readonly basis: "stated" | "calibrated";
  /** What its numbers rest on, as a sentence for people. */
  readonly note: string;
}

const STATED =
  "The service time is what --service states; nothing was measured, so nobody knows how far a real server is from it.";

/** Two executions that overlap on one device take twice as long each. */
const evenShares = (running: number): number => running;

/**
 * The fleet whose service time the user states.
 *
 * @param flag option that states it, for messages
 * @throws usage error where the options contradict each other, or say no service time
 */
export function statedFleet(
  options: SimulateOptions,
  items: number,
  flag: ServiceFlag = "--service",
): DescribedFleet {
  const service = serviceOf(options, flag);
  const priorities = prioritiesOf(options);
  const { batcher, dropsAbandoned } = batcherOf(service, options, items, priorities?.plan ?? null, flag);
  const { instances, sharedDevice, queueLimit, replicas } = options;
  const router = parseRouter(options.router);
  if (sharedDevice && instances === 1)
    throw usageError(
      "--shared-device would do nothing with one instance",
      "add --instances, or leave it out",
    );
  const network = parseNetwork(options.network);
  return {
    plan: {
      replica: { service, instances, stretch: sharedDevice ? evenShares : null },
      batcher,
      limits: { maxQueueSize: queueLimit, dropsAbandoned },
      router,
      network,
    },
    settings: {
      service: service.words,
      replicas: String(replicas),
      instances: `${instances} a replica${sharedDevice ? ", on one device" : ""}`,
      batching: batcher.words,
      ...(replicas === 1 ? {} : { router: router.words }),
      ...(priorities === null ? {} : { priorities: priorities.words }),
      ...(queueLimit === 0 ? {} : { queue: `at most ${queueLimit} requests wait at a replica` }),
      ...(network === null ? {} : { network: network.words }),
    },
    priorities,
    basis: "stated",
    note: STATED,
  };
}

function serviceOf({ service }: SimulateOptions, flag: ServiceFlag): ServiceModel {
  if (service !== undefined) return parseServiceSpec(service, flag);
  throw usageError(
    "a simulation needs to know how long the server computes, and --service does not say it",
    `add --service such as ${SERVICE_EXAMPLES.join(", ")}, or a service-model.json of plimsoll calibrate`,
  );
}
