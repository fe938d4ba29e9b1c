import type { SimulateOptions } from "../../config/simulate-options.ts";
import { usageError } from "../../core/errors.ts";
import type { PayloadSection } from "../../payloads/section.ts";
import { type GatewayChoice, parseGateway } from "../../simulator/gateways/index.ts";

/** What the options put before the fleet, from the clients on. @throws usage error, also for what would do nothing */
export function gatewaysOf(
  { gateway }: SimulateOptions,
  { repetition }: PayloadSection,
): readonly GatewayChoice[] {
  return gateway.map((spec) => {
    const choice = parseGateway(spec);
    if (choice.kind === "cache" && repetition?.kind === "unique")
      throw usageError(
        `--gateway ${spec} would do nothing: no payload comes twice`,
        "leave it out, or give another --repetition such as zipf:exponent=1",
      );
    return choice;
  });
}
