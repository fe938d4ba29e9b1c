import { parseDurationMs } from "../../core/units.ts";
import type { NetworkModel } from "../network.ts";
import { readOptionSpec } from "../option-spec.ts";
import { exponential } from "./exponential.ts";
import { fixed } from "./fixed.ts";
import { lognormal } from "./lognormal.ts";
import type { NetworkKind } from "./network-kind.ts";

/** Every kind of network that a spec can name. A new one needs its file and its line here. */
const NETWORKS = [fixed, exponential, lognormal] as unknown as readonly NetworkKind[];

/** Reads a spec such as `lognormal:mean=1ms,cv=0.5`; a time alone is `fixed`. Null for none. @throws usage error */
export function parseNetwork(spec: string): NetworkModel | null {
  const plainMs = parseDurationMs(spec);
  if (plainMs === 0) return null;
  const { kind, options } = readOptionSpec(
    "--network",
    "network",
    NETWORKS,
    plainMs === undefined ? spec : `fixed:${spec}`,
  );
  return kind.create(options as Parameters<typeof kind.create>[0]);
}
