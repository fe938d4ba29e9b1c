import { resolve } from "node:path";
import { kebab, type Source } from "../../config/merge.ts";
import { type ParsedPlan, parsePlanOptions } from "../../config/plan-options.ts";
import type { Host } from "../../core/host.ts";
import type { PlanTraffic } from "../../planning/plan-traffic.ts";
import { meaningOf } from "../../result/objective.ts";
import { sha256OfFile } from "../../store/seal.ts";
import { digestGivenFiles } from "../series/given-files.ts";
import { type BegunSeries, beginSeries, withResumed } from "../series/stored-plan.ts";
import { isServiceModelFile } from "../simulate/calibrated-fleet.ts";
import type { ReadyMachine } from "./ready-machine.ts";

/**
 * Parses the options of a plan from several sources; later ones win. Where one gives `resume`, the options of the
 * resumed plan come first.
 *
 * @throws one usage error with all problems
 */
export function parsePlan(sources: readonly Source[], host: Pick<Host, "cwd" | "wallClockMs">): ParsedPlan {
  return parsePlanOptions(withResumed(sources, "plan", host));
}

/**
 * Makes the folder of a new plan, or compares the options of a resumed one with its stored ones.
 *
 * @throws usage error that shows the differences, or for a new plan in the folder of another series
 */
export function beginPlan(
  { options, given }: ParsedPlan,
  {
    machines,
    traffic,
    autoscaler,
  }: {
    readonly machines: readonly ReadyMachine[];
    readonly traffic: PlanTraffic;
    /** The manifest of an autoscaler; null without one. */
    readonly autoscaler: string | null;
  },
  host: Host,
): Promise<BegunSeries> {
  const parse = (values: Readonly<Record<string, unknown>>) => {
    const { workers: _, ...decisive } = parsePlanOptions([{ values, spell: kebab }]).options;
    return { ...decisive, slo: decisive.slo?.map(meaningOf) };
  };
  const models = machines.flatMap(({ spec }) => (isServiceModelFile(spec.service) ? [spec.service] : []));
  const files = [
    ...models.map((file) => ["service model", file] as const),
    ...options.prices.map((file) => ["prices", file] as const),
    ...(autoscaler === null ? [] : [["autoscaler", autoscaler] as const]),
    ...(traffic.file === null ? [] : [["demand", traffic.file.name] as const]),
  ];
  const digests = Object.fromEntries(
    files.map(([noun, file]) => [
      `${noun} ${file}`,
      sha256OfFile(resolve(host.cwd, file), `${noun} ${file}`),
    ]),
  );
  const scenario = traffic.scenarioAt(1);
  return beginSeries(
    {
      command: "plan",
      name: "plan",
      options: { header: [], out: options.out, resume: options.resume },
      given,
      parse,
      models: {},
      files: {
        ...digestGivenFiles({ scenarios: [options.scenario], resolved: [scenario] }, host),
        ...digests,
      },
    },
    host,
  );
}
