import type { Figure } from "../result/figure.ts";
import { FIGURES } from "../result/figures.ts";
import { limitOf, type Objective } from "../result/objective.ts";
import { parseObjective } from "../result/parse-objective.ts";
import type { RunResult } from "../result/run-result.ts";
import type { Unit } from "../result/units.ts";
import type { GateMetric } from "./metric.ts";

/** The share that an attainment is asked to reach where it is compared with the baseline: it decides nothing. */
const ANY_SHARE = "50%";

/** The metric that holds the candidate against the limit of an objective. */
export function limitMetric(objective: Objective): GateMetric {
  const limit = limitOf(objective);
  const { text } = objective;
  const name = text.split(/[<>]=(?=[^<>=]*$)/)[0] ?? text;
  const known = FIGURES.find(({ id }) => id === name);
  if (known !== undefined) return { figure: { ...known, id: text, title: text }, tolerance: 0, limit };
  return { figure: judgedFigure(objective, name), tolerance: 0, limit, objective: text };
}

/** The share of requests within limits, such as `attainment(ttft<=200ms)`, as a figure that is compared with the baseline's; null for other texts. */
export function attainmentFigure(
  name: string,
): { figure: Figure; objective: string } | { problem: string } | null {
  if (!/^attainment\(/i.test(name)) return null;
  const objective = parseObjective(`${name}>=${ANY_SHARE}`);
  if ("problem" in objective) return { problem: objective.problem };
  return { figure: { ...judgedFigure(objective, name), id: name, title: name }, objective: objective.text };
}

/** The figure that runs have because they judge an objective. */
function judgedFigure(objective: Objective, name: string): Figure {
  const { kind, text } = objective;
  const isShare = kind === "attainment";
  const unit: Unit = isShare ? "share" : "ms";
  const judgedIn = ({ slo }: RunResult) => slo.find((judged) => judged.objective === text);
  return {
    id: text,
    title: text,
    words: isShare ? `share of requests with ${name.slice("attainment(".length, -1)}` : name,
    unit,
    better: isShare ? "higher" : "lower",
    column: "judged",
    doc: "what a run observed of an objective",
    read(result) {
      const judged = judgedIn(result);
      if (!isShare) return judged?.observed ?? null;
      return judged?.within == null || !judged.of ? null : judged.within / judged.of;
    },
    absent: (result) => judgedIn(result)?.note ?? null,
  };
}
