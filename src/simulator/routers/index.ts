import { BALANCINGS } from "../../scenario/balancing/index.ts";
import { readOptionSpec } from "../option-spec.ts";
import { byRule } from "./by-rule.ts";
import { central } from "./central.ts";
import { connections } from "./connections.ts";
import { random } from "./random.ts";
import type { Router, RouterKind } from "./router-kind.ts";
import { shortestDelay } from "./shortest-delay.ts";
import { stale } from "./stale.ts";

/** Every way to choose the replica of a request: those of real load, and those that only a simulation has. A new one needs its file and its line here. */
export const ROUTERS = [
  ...Object.values(BALANCINGS).map(byRule),
  byRule(random),
  central,
  stale,
  connections,
  shortestDelay,
] as unknown as readonly RouterKind[];

/** Reads a spec such as `p2c` or `stale:every=1s,by=p2c`. @throws usage error with all that is wrong in it */
export function parseRouter(spec: string): Router {
  const { kind, options } = readOptionSpec("--router", "router", ROUTERS, spec);
  return kind.create(options as Parameters<typeof kind.create>[0]);
}
