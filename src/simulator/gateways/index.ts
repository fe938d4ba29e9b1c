import type { z } from "zod";
import { readOptionSpec } from "../option-spec.ts";
import { broker } from "./broker.ts";
import { cache } from "./cache.ts";
import type { GatewayContext, GatewayKind, RunningGateway } from "./gateway.ts";
import { limit } from "./limit.ts";
import { wait } from "./wait.ts";

/** Every kind of gateway. A new one needs its file and its line here. */
export const GATEWAYS = { cache, limit, wait, broker };

/** Validated options of one gateway. */
export type GatewayChoice = z.output<(typeof GATEWAYS)[keyof typeof GATEWAYS]["options"]>;

/** Reads a spec such as `cache:entries=100,hit=1ms`. @throws usage error with all that is wrong in it */
export function parseGateway(spec: string): GatewayChoice {
  const kinds = Object.values(GATEWAYS) as unknown as readonly GatewayKind[];
  return readOptionSpec("--gateway", "gateway", kinds, spec).options as GatewayChoice;
}

/** The kind behind validated options. The cast is sound: `kind` picked the schema that the options passed. */
function kindOf({ kind }: GatewayChoice): GatewayKind {
  return GATEWAYS[kind] as unknown as GatewayKind;
}

export function describeGateway(choice: GatewayChoice): string {
  return kindOf(choice).describe(choice);
}

/** Starts a gateway. */
export function startGateway(choice: GatewayChoice, context: GatewayContext): RunningGateway {
  return kindOf(choice).start(choice, context);
}
