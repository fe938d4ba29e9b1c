import { formatNumber } from "../../core/format.ts";
import type { Host } from "../../core/host.ts";
import type { PlanResult } from "../../result/plan-result.ts";
import { readValidation } from "../../store/model-validation.ts";
import type { ReadyMachine } from "./ready-machine.ts";

/** How far predictions by the models of machines were off, as `models/validation` and the laws of their software have it; nothing for models that nobody held against measurements. */
export function validationOf(machines: readonly ReadyMachine[], host: Host): PlanResult["validation"] {
  const tables = readValidation(host.packageRoot);
  return machines.flatMap(({ facts, model }) => {
    if (model === null) return [];
    const fit = model.stack?.fit;
    const ofDevice = tables.find(({ device }) => device === model.device.name);
    return [
      ...(fit?.throughput && fit.p50 && fit.p95
        ? [
            {
              model: facts.name,
              words: `predictions by the law of its software were off by ${formatNumber(fit.throughput.medianPercent, 2)} % in throughput, ${formatNumber(fit.p50.medianPercent, 2)} % in p50 and ${formatNumber(fit.p95.medianPercent, 2)} % in p95 (medians over ${fit.points} measured loads)`,
              source: fit.source,
            },
          ]
        : []),
      ...(ofDevice === undefined
        ? []
        : [{ model: facts.name, words: ofDevice.words, source: "models/validation/gpu-tables.json" }]),
    ];
  });
}
