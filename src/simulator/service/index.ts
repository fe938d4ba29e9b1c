import { z } from "zod";
import { affine } from "./affine.ts";
import type { ServiceKind } from "./define-service.ts";
import { exponential } from "./exponential.ts";
import { fixed } from "./fixed.ts";
import { lognormal } from "./lognormal.ts";
import type { ServiceModel } from "./service-model.ts";

/** Every kind of service model that a spec can name. A new one needs its file and its line here. */
export const SERVICES = { fixed, exponential, lognormal, affine };

type ServiceOptions = z.output<(typeof SERVICES)[keyof typeof SERVICES]["options"]>;

const OPTIONS = Object.values(SERVICES).map(({ options }) => options);

/** The schema of the options of any kind of service model. */
export const serviceSchema = z.discriminatedUnion(
  "kind",
  OPTIONS as [(typeof OPTIONS)[number], ...(typeof OPTIONS)[number][]],
);

/** The service model of validated options. The cast is sound: `kind` picked the schema that the options passed. */
export function serviceModel(options: ServiceOptions): ServiceModel {
  return (SERVICES[options.kind] as unknown as ServiceKind).create(options);
}
