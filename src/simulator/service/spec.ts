import { readOptionSpec } from "../option-spec.ts";
import { SERVICES, serviceModel, serviceSchema } from "./index.ts";
import type { ServiceModel } from "./service-model.ts";

const KINDS = Object.values(SERVICES);

/** The kinds of service model, as messages and docs show them. */
export const SERVICE_EXAMPLES = KINDS.map(({ example }) => example);

/**
 * Reads the spec of a service model, such as `affine:2ms+0.3ms,max=32`. Times stand with their units; those that a kind names
 * first may stand without their names, joined by plus signs.
 *
 * @throws usage error with all that is wrong in the spec
 */
export function parseServiceSpec(spec: string, flag = "--service"): ServiceModel {
  return serviceModel(serviceSchema.parse(readOptionSpec(flag, "service model", KINDS, spec).options));
}
