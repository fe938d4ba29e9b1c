import { parseDecimal } from "../../core/decimal.ts";
import { usageError } from "../../core/errors.ts";
import { parseDurationMs } from "../../core/units.ts";
import { type AutoscalerChoice, autoscalerSchema } from "./index.ts";

const SCHEDULED = "scheduled:";

/**
 * Reads what is written without a manifest, `none` or `scheduled:0s=2,5m=6,20m=2`; undefined for everything else, which
 * names the file of a manifest.
 *
 * @throws usage error for a schedule that is none
 */
export function parseAutoscalerSpec(text: string): AutoscalerChoice | undefined {
  if (text === "none") return { kind: "none" };
  if (!text.startsWith(SCHEDULED)) return undefined;
  const steps = text.slice(SCHEDULED.length).split(",").map(readStep);
  const parsed = autoscalerSchema.safeParse({ kind: "scheduled", steps });
  if (parsed.success) return parsed.data;
  throw usageError(
    `--autoscaler ${text}: ${parsed.error.issues[0]?.message ?? "it is no schedule"}`,
    "write rising times with replicas, such as scheduled:0s=2,5m=6,20m=2",
  );
}

function readStep(step: string): { readonly atMs: number; readonly replicas: number } {
  const [time = "", count = "", ...rest] = step.split("=");
  const atMs = time.trim() === "0" ? 0 : parseDurationMs(time);
  const replicas = parseDecimal(count);
  if (atMs !== undefined && replicas !== undefined && Number.isInteger(replicas) && rest.length === 0)
    return { atMs, replicas };
  throw usageError(
    `--autoscaler: "${step}" is not a time with a number of replicas`,
    "write each as 5m=6, in the form scheduled:0s=2,5m=6,20m=2",
  );
}
