import type { SimulateOptions } from "../../config/simulate-options.ts";
import { usageError } from "../../core/errors.ts";
import { type HealthCheckPlan, parseHealthCheck } from "../../simulator/health-checks.ts";
import { parseRouter } from "../../simulator/routers/index.ts";

/** The health checks that the options ask for; null for none. @throws usage error, also where they would do nothing */
export function healthCheckOf(options: SimulateOptions): HealthCheckPlan | null {
  const { healthCheck, router, disturb, autoscaler, spot } = options;
  if (healthCheck === undefined) return null;
  const plan = parseHealthCheck(healthCheck);
  if (parseRouter(router).start === null)
    throw usageError(
      `--health-check would do nothing with --router ${router}: replicas take requests themselves`,
      "leave it out, or use another --router",
    );
  if (disturb.length === 0 && autoscaler === undefined && spot === undefined)
    throw usageError(
      "--health-check would do nothing: no replica fails or starts while the fleet runs",
      "add --disturb such as fail:replica=1,at=20s,for=30s, or an --autoscaler, or leave it out",
    );
  return plan;
}
