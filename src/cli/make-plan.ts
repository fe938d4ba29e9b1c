import { parsePlan } from "../commands/plan/parse-plan.ts";
import { type PlanEvents, planWith } from "../commands/plan.ts";
import type { Source } from "../config/merge.ts";
import { formatCount, formatRate, formatSpan, plural } from "../core/format.ts";
import { busiestHour } from "../planning/demand/demand.ts";
import type { Terminal } from "./terminal.ts";

/** Carries out `plimsoll capacity --plan`. @param json whether the document goes to stdout, and what people read to stderr */
export async function makePlan(sources: readonly Source[], terminal: Terminal, json: boolean): Promise<void> {
  const { host, out, err } = terminal;
  const human = json ? err : out;
  const { exitCode, folder } = await planWith(parsePlan(sources, host), host, {
    ...progressOf(terminal),
    async onResult(result) {
      const { renderPlanSummary } = await import("../report/plan/text.ts");
      human(`${renderPlanSummary(result, { colour: true })}\n`);
      if (json) terminal.document(result);
    },
  });
  human(`\nfolder  ${folder}\n`);
  terminal.exitCode = exitCode;
}

/** The shortest time between two lines of progress, ms. */
const SHOWN_EVERY_MS = 200;

function progressOf({ host, err, progress }: Terminal): PlanEvents {
  let shownMs = 0;
  let stage = "what one replica can do";
  return {
    onBegin({ candidates, traffic, folder }) {
      const { demand, measureMs } = traffic;
      err(
        `${plural(candidates, "candidate")} at ${formatRate(busiestHour(demand).busiestPerSec)}, ${formatSpan(measureMs)} simulated under each seed\n`,
      );
      err(`folder ${folder}; after an interruption: plimsoll capacity --plan --resume ${folder}\n`);
    },
    onStage(words) {
      stage = words;
    },
    onEvaluated(simulations, requests) {
      const nowMs = host.clock.nowMs();
      if (nowMs - shownMs < SHOWN_EVERY_MS) return;
      shownMs = nowMs;
      progress(`${stage}; ${formatCount(simulations)} simulations of ${formatCount(requests)} requests …`);
    },
  };
}
