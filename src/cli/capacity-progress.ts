import type { LinePlan, PlannedProbe } from "../capacity/probe.ts";
import type { ProbeLengths } from "../capacity/probe-length.ts";
import type { ReadySearch } from "../commands/capacity/ready-search.ts";
import type { CapacityEvents } from "../commands/capacity.ts";
import { formatCount, formatRate, formatSpan } from "../core/format.ts";
import type { CapacityProbe, CapacityResult } from "../result/capacity-result.ts";
import type { Terminal } from "./terminal.ts";

/** Shows the progress of a search: what it may take, a line for each probe and, on a terminal, the probe in progress. */
export class CapacityProgress implements CapacityEvents {
  readonly onResult: (result: CapacityResult) => Promise<void>;
  readonly #terminal: Pick<Terminal, "err" | "progress">;
  #most = 0;

  /** @param onResult called with the result before its files are written */
  constructor(
    terminal: Pick<Terminal, "err" | "progress">,
    onResult: (result: CapacityResult) => Promise<void>,
  ) {
    this.#terminal = terminal;
    this.onResult = onResult;
  }

  onBegin({ search, folder }: { readonly search: ReadySearch; readonly folder: string }): void {
    const { options, tiers } = search;
    const objectives = tiers[0].objectives.map(({ text }) => text).join(", ");
    const peak =
      options.concurrency === 0
        ? ""
        : `; first a closed loop of ${options.concurrency}, which shows where to look`;
    this.#terminal.err(`the load line of ${objectives}${peak}\n`);
    this.#terminal.err(`folder ${folder}; after an interruption: plimsoll capacity --resume ${folder}\n`);
  }

  onPlan(plan: LinePlan, { shortestMs, longestMs }: ProbeLengths, warmupMs: number): void {
    this.#most = plan.mostProbes;
    const mostMs = plan.mostProbes * (warmupMs + longestMs);
    const highestPerSec = Math.max(plan.firstPerSec, plan.peakPerSec ?? 0);
    const length =
      shortestMs === longestMs
        ? formatSpan(shortestMs)
        : `${formatSpan(shortestMs)} to ${formatSpan(longestMs)}`;
    const seen = plan.peakPerSec === null ? "" : `the closed loop answered ${formatRate(plan.peakPerSec)}; `;
    this.#terminal.err(
      `${seen}at most ${plan.mostProbes} probes of ${length}, from ${formatRate(plan.firstPerSec)} on: at most ${formatSpan(mostMs)}, and ` +
        `${formatCount((highestPerSec * mostMs) / 1000)} requests at ${formatRate(highestPerSec)}; one that the machine spoils is made once more\n`,
    );
  }

  onNext({ ratePerSec, purpose }: PlannedProbe, probes: readonly CapacityProbe[]): void {
    this.#terminal.progress(`${this.#count(probes.length + 1)}  ${purpose} at ${formatRate(ratePerSec)} …`);
  }

  onMeasure(probe: CapacityProbe, probes: readonly CapacityProbe[]): void {
    const { ratePerSec, purpose, measuredMs, answers, spoiled, overloaded, reasons } = probe;
    const [all, ...tiers] = answers;
    const each = tiers.length < 2 ? "" : ` (${tiers.join(", ")})`;
    const said = spoiled
      ? `says nothing: ${reasons.join(", ")}`
      : overloaded
        ? "misses: overloaded"
        : `${all}${each}`;
    this.#terminal.err(
      `${this.#count(probes.length)}  ${formatRate(ratePerSec).padStart(9)}  ${purpose.padEnd(8)} ${formatSpan(measuredMs).padStart(7)}  ${said}\n`,
    );
  }

  #count(done: number): string {
    return `probe ${String(done).padStart(2)} of at most ${this.#most}`;
  }
}
