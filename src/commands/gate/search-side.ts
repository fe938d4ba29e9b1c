import { findLine } from "../../capacity/find-line.ts";
import { lineOf } from "../../capacity/line.ts";
import { measuredProbe, probeOf, unmadeProbe } from "../../capacity/measured-probe.ts";
import type { LinePlan, PlannedProbe } from "../../capacity/probe.ts";
import { lengthsAt } from "../../capacity/probe-length.ts";
import type { RunOptionsInput } from "../../config/run-options.ts";
import { EXIT, PlimsollError } from "../../core/errors.ts";
import { formatDurationMs } from "../../core/units.ts";
import type { SideName } from "../../gate/assemble-gate.ts";
import type { SideSearch } from "../../gate/load-line.ts";
import type { CapacityProbe } from "../../result/capacity-result.ts";
import { isOfLongRun } from "../../result/objective.ts";
import type { RunResult } from "../../result/run-result.ts";
import { attemptRuns } from "../series/attempt-runs.ts";
import { follow, type Performed } from "../series/follow.ts";
import type { GateContext, SideRun } from "./gate-context.ts";
import type { SearchRule } from "./search-rule.ts";

/** What both searches of a pair share. */
export interface PairSearch {
  readonly rule: SearchRule;
  readonly plan: LinePlan;
  readonly seed: number;
}

/** A probe with the run that it was; null where it could not be made. */
interface MadeProbe {
  readonly probe: CapacityProbe;
  readonly run: RunResult | null;
}

/**
 * Searches the load lines of one side, with a server of its own where the gate starts it, which is started again where it died under a
 * probe. Probes that are in the folder are taken from there. The control series is asked before the server is started.
 *
 * @returns null when it was interrupted
 */
export async function searchSide(
  id: string,
  side: SideName,
  search: PairSearch,
  context: GateContext,
): Promise<SideRun | null> {
  const { rule, plan } = search;
  const prober = new SideProber(id, side, search, context);
  try {
    const { measures, stopReason } = await follow<PlannedProbe, MadeProbe>(
      (made) =>
        findLine(
          plan,
          made.map(({ probe }) => probeOf(probe)),
        ),
      (next) => prober.make(next),
      { onNext: (next, made) => context.onProbe?.(side, next, made.length) },
    );
    if (stopReason === null) return null;
    return sideRunOf(measures, rule, plan, prober);
  } catch (error) {
    if (context.host.interrupted.aborted) return null;
    throw error;
  } finally {
    await context.servers[side].end();
  }
}

/** Makes the probes of one search. */
class SideProber {
  readonly #id: string;
  readonly #side: SideName;
  readonly #search: PairSearch;
  readonly #context: GateContext;
  /** The options of a run that lead to the server of this side, while it runs. */
  #lead: RunOptionsInput | null = null;
  /** The place of the first probe, beside which the control series is kept. */
  #first: { readonly id: string; readonly attempt: number } | null = null;
  #measuredMs: number | null = null;

  constructor(id: string, side: SideName, search: PairSearch, context: GateContext) {
    this.#id = id;
    this.#side = side;
    this.#search = search;
    this.#context = context;
  }

  async make(planned: PlannedProbe): Promise<Performed<MadeProbe> | null> {
    const { host } = this.#context;
    const { seed, rule } = this.#search;
    const id = `${this.#id}/rate-${planned.ratePerSec}`;
    try {
      // The control series takes its part of the pause before the first probe.
      const cooldownMs = this.#lead === null ? this.#context.cooldownMs : rule.cooldownMs;
      const runs = await attemptRuns(id, { ...this.#context, cooldownMs }, (out) =>
        this.#optionsOf(planned, out),
      );
      const run = runs?.at(-1);
      if (runs === null || run === undefined) return null;
      this.#keepControl(id, runs.length);
      const about = { seed, attempts: runs.length, tiers: rule.tiers };
      return {
        measure: { probe: measuredProbe(id, planned, about, run), run },
        target: run.target,
        error: null,
      };
    } catch (error) {
      if (host.interrupted.aborted) return null;
      if (!(error instanceof PlimsollError) || error.exitCode !== EXIT.target) throw error;
      // A server that no longer answers is started anew for the next probe.
      await this.#context.servers[this.#side].end();
      return { measure: { probe: unmadeProbe(id, planned, seed), run: null }, target: null, error };
    }
  }

  /** Mean round trip to the null server before this search, ms; null where it is not known. */
  get controlMs(): number | null {
    return this.#first === null ? null : this.#context.control.kept(this.#first.id, this.#first.attempt);
  }

  #keepControl(id: string, attempt: number): void {
    if (this.#first !== null) return;
    this.#first = { id, attempt };
    this.#context.control.keep(id, attempt, this.#measuredMs);
  }

  async #optionsOf({ ratePerSec }: PlannedProbe, out: string): Promise<RunOptionsInput> {
    const { servers, common, control } = this.#context;
    const { rule, seed } = this.#search;
    const { objectives } = rule.tiers[0];
    const { shortestMs, longestMs } = lengthsAt(rule.lengths, ratePerSec);
    const canGoOn = longestMs > shortestMs && objectives.some(isOfLongRun);
    const own = {
      rate: ratePerSec,
      seed,
      slo: objectives.map(({ text }) => text),
      duration: formatDurationMs(shortestMs),
      ...(canGoOn ? { untilShown: formatDurationMs(longestMs) } : {}),
      out,
    };
    const server = servers[this.#side];
    if (this.#lead === null) this.#measuredMs = await control.measure();
    if (this.#lead === null || !server.isStarted()) this.#lead = await server.begin({ ...common, ...own });
    return { ...this.#lead, ...own };
  }
}

function sideRunOf(
  made: readonly MadeProbe[],
  rule: SearchRule,
  { firstPerSec }: LinePlan,
  { controlMs }: Pick<SideProber, "controlMs">,
): SideRun | null {
  const probes = made.map(({ probe }) => probe);
  const known = probes.map(probeOf);
  const lines = [...rule.places].map(([metric, place]) => {
    const { state, lowPerSec, nextPerSec, highPerSec } = lineOf(known, place);
    return [metric, { state, lowPerSec, nextPerSec, highPerSec }] as const;
  });
  const search: SideSearch = {
    lines: Object.fromEntries(lines),
    probes: probes.length,
    spoiled: probes.filter(({ spoiled }) => spoiled).length,
    firstPerSec,
    spentMs: probes.reduce(
      (sum, { measuredMs, attempts }) => sum + attempts * (measuredMs + rule.warmupMs),
      0,
    ),
  };
  const linePerSec = lines[0]?.[1].lowPerSec;
  const runs = made.flatMap(({ probe, run }) => (run === null ? [] : [{ probe, run }]));
  const shown = runs.find(({ probe }) => probe.ratePerSec === linePerSec) ?? runs.at(-1);
  if (shown === undefined) return null;
  return {
    result: shown.run,
    folder: `points/${shown.probe.id}/attempt-${shown.probe.attempts}`,
    attempts: probes.reduce((sum, { attempts }) => sum + attempts, 0),
    controlMs,
    search,
  };
}
