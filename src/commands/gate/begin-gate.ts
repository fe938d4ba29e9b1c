import { type ParsedGate, parseGateOptions } from "../../config/gate-options.ts";
import { kebab, type Source } from "../../config/merge.ts";
import type { RunOptionsInput } from "../../config/run-options.ts";
import { type ParsedRun, parseRunInput } from "../../config/run-options.ts";
import type { Host } from "../../core/host.ts";
import { meaningOf } from "../../result/objective.ts";
import { findModel } from "../../store/model-library.ts";
import { loadScenario } from "../../store/scenario-library.ts";
import { refuseEndlessPlan } from "../run/refuse-endless-plan.ts";
import { resolveScenario } from "../run/resolve-scenario.ts";
import { digestGivenFiles } from "../series/given-files.ts";
import { type BegunSeries, beginSeries, withResumed } from "../series/stored-plan.ts";
import type { Side, Sides } from "./sides.ts";

/**
 * Parses the options of a gate from several sources; later ones win. Where one gives `resume`, the options of the resumed gate come
 * first. Whether a failure is to be confirmed is settled here, since it depends on where the gate runs.
 *
 * @throws one usage error with all problems
 */
export function parseGate(
  sources: readonly Source[],
  host: Pick<Host, "cwd" | "wallClockMs" | "env">,
): ParsedGate {
  const { options, given } = parseGateOptions(withResumed(sources, "gate", host));
  const confirm = options.confirm ?? isContinuousIntegration(host.env);
  return { options: { ...options, confirm }, given: { ...given, confirm } };
}

/** Tells whether this is a job of continuous integration: all of its services set this variable. */
function isContinuousIntegration({ CI }: Host["env"]): boolean {
  return CI !== undefined && CI !== "" && CI !== "false" && CI !== "0";
}

/**
 * Makes the folder of a new gate, or compares the options of a resumed one with its stored plan.
 *
 * @param common the options of the runs that both sides share
 * @throws usage error for traffic that cannot be, files that cannot be read, or a resumed gate that was another one
 */
export function beginGate(
  { options, given }: ParsedGate,
  sides: Sides,
  common: RunOptionsInput,
  host: Host,
): Promise<BegunSeries> {
  const { options: run } = parseRunInput(common);
  const resolved = resolveScenario(loadScenario(run.scenario, host.cwd, host.packageRoot), run);
  refuseEndlessPlan(resolved);
  const { body, proto } = options;
  const results = [...(options.baselineResults ?? []), ...(options.anchor ?? [])];
  const rules = typeof options.rules === "string" ? options.rules : undefined;
  const files = digestGivenFiles(
    { scenarios: [run.scenario], resolved: [resolved], body, proto, rules, results },
    host,
  );
  const models = {
    ...modelOf("baseline", sides.baseline, run, host),
    ...modelOf("candidate", sides.candidate, run, host),
  };
  // What else is written of a gate decides nothing of it, and may be another file when it goes on.
  const { report: _, ...decisive } = given;
  const parse = (values: Readonly<Record<string, unknown>>) => {
    const parsed = parseGateOptions([{ values, spell: kebab }]).options;
    const tier = parsed.tier?.map(({ name, objectives }) => [name, objectives.map(meaningOf)]);
    return { ...parsed, slo: parsed.slo?.map(meaningOf), tier };
  };
  return beginSeries({ command: "gate", name: "gate", options, given: decisive, parse, models, files }, host);
}

/** SHA-256 of the file that a side gives to the embedded server, if it does. */
function modelOf(
  name: string,
  side: Side,
  common: ParsedRun["options"],
  { cwd, packageRoot }: Host,
): Record<string, string> {
  if (side.by !== "options" || side.options.url !== undefined) return {};
  const { model = common.model ?? "digits", precision = common.precision ?? "fp32" } = side.options;
  return { [`${name}: ${model} ${precision}`]: findModel(model, precision, cwd, packageRoot).sha256 };
}
