import { formatDurationMs } from "../core/units.ts";
import type { RunResult } from "../stats/run-result.ts";

/** The command line that makes the same schedule again and sends it to the same place. */
export function repeatCommand(result: RunResult): string {
  const { scenario, target, load } = result;
  const command = result.source === "simulated" ? "simulate" : "run";
  const words = ["plimsoll", command, scenario.name];
  const flag = (name: string, value: string | null) => {
    if (value !== null) words.push(`--${name}`, value);
  };
  if (command === "run") {
    flag("target", target.kind);
    if (!target.embedded) flag("url", target.url);
    flag("model", target.model);
    flag("precision", target.precision);
  }
  flag("arrivals", arrivalsSpec(scenario.load.arrivals));
  flag("rate", String(load.plannedPerSec));
  flag("duration", formatDurationMs(scenario.phases.measureMs));
  flag("warmup", formatDurationMs(scenario.phases.warmupMs));
  for (const objective of scenario.slo) flag("slo", objective);
  if (target.itemsPerRequest !== 1) flag("batch", String(target.itemsPerRequest));
  if (load.workers !== 1) flag("workers", String(load.workers));
  flag("seed", String(result.seed));
  if (!result.cost.priceIsExample) flag("price", String(result.cost.pricePerHour));
  return words.map(shellWord).join(" ");
}

/** `mmpp:burst=5,share=0.1,dwell=2s`: the inverse of reading it. The rate has a flag of its own. */
function arrivalsSpec(arrivals: RunResult["scenario"]["load"]["arrivals"]): string {
  const options = Object.entries(arrivals as Record<string, unknown>).flatMap(([name, value]) => {
    if (name === "kind" || name === "ratePerSec") return [];
    if (typeof value !== "number" && typeof value !== "string") return [];
    return name.endsWith("Ms")
      ? [`${name.slice(0, -2)}=${formatDurationMs(Number(value))}`]
      : [`${name.replace(/PerSec$/, "")}=${value}`];
  });
  return options.length === 0 ? arrivals.kind : `${arrivals.kind}:${options.join(",")}`;
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
