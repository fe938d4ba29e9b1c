import type { Argv, CommandModule } from "yargs";
import { lengthsAt } from "../capacity/probe-length.ts";
import { parseGate } from "../commands/gate/begin-gate.ts";
import type { SearchRule } from "../commands/gate/search-rule.ts";
import { type GateOutlook, gateWith } from "../commands/gate.ts";
import { gateOptionsSchema } from "../config/gate-options.ts";
import { loadConfigFile, readEnvironment, sectionOf } from "../config/load.ts";
import { formatRate, formatShare, formatSpan } from "../core/format.ts";
import { evidenceOf, whyMissing } from "../gate/evidence.ts";
import { comparedBy, worseningOf } from "../gate/metric.ts";
import { noiseSentence, worseningWords } from "../gate/words.ts";
import { flagsOf, givenOptions } from "./flags.ts";
import type { Terminal } from "./terminal.ts";
import { warnOfVariables } from "./warn-of-variables.ts";

export function gateCommand(terminal: Terminal): CommandModule {
  return {
    command: "gate [scenario]",
    describe:
      "is a candidate slower or dearer than its baseline? pairs of runs, with a known rate of false alarms",
    builder: (yargs: Argv) =>
      yargs
        .positional("scenario", {
          type: "string",
          describe: "name of a scenario, or a scenario file (.json)",
        })
        .options(flagsOf(gateOptionsSchema, ["scenario"]))
        .option("config", {
          type: "string",
          requiresArg: true,
          describe: "configuration file, whose `gate` section counts [default bench.config.ts]",
        })
        .option("json", {
          type: "boolean",
          describe: "print the result document on stdout, and nothing else there",
        }),
    async handler(argv) {
      const { host, out, err, progress } = terminal;
      warnOfVariables(terminal, "gate");
      const given = givenOptions(argv, "gate", gateOptionsSchema, ["config", "json"]);
      const parsed = parseGate(
        [
          sectionOf(await loadConfigFile(argv.config as string | undefined, host.cwd), "gate"),
          readEnvironment(gateOptionsSchema, host.env),
          given,
        ],
        host,
      );
      const human = argv.json === true ? err : out;
      const { exitCode, folder, reportPath } = await gateWith(parsed, host, {
        onPlan: (outlook) => tellPlan(outlook, terminal),
        onNoise: (noise) => {
          if (noise !== null) err(`${noiseSentence(noise)}\n`);
        },
        onLoad: ({ options, capacityPerSec }) =>
          err(
            `the baseline answers ${formatRate(capacityPerSec)} to 16 requests in flight; ${parsed.options.capacity ? "searches begin at" : "the rate is"} ${formatRate(options.rate ?? null)}\n`,
          ),
        onSearch: (rule, pairs) => tellSearch(rule, pairs, terminal),
        onProbe: (side, { ratePerSec, purpose }, made) =>
          progress(`${side}, probe ${made + 1}: ${purpose} at ${formatRate(ratePerSec)} …`),
        onPair: (stage, measured, of) => progress(`${stage}, pair ${measured + 1} of ${of} …`),
        onMeasured(stage, pair, number, metrics) {
          const figures = metrics.map((metric) => {
            const { figure, limit = null } = metric;
            const { difference } = evidenceOf(metric, pair);
            return `${limit === null ? figure.words : figure.title}: ${difference === null ? "none" : worseningWords({ compared: comparedBy(figure), limit }, worseningOf(figure, difference))}`;
          });
          const missing = whyMissing(pair);
          err(
            `${stage === "gate" ? "pair" : "again"} ${String(number).padStart(3)}  ${missing === null ? figures.join(", ") : `missing: ${missing}`}\n`,
          );
        },
        async onResult(result) {
          const { renderGateSummary } = await import("../report/gate/text.ts");
          human(`\n${renderGateSummary(result, { colour: true })}\n`);
          if (argv.json === true) terminal.document(result);
        },
      });
      human(`\nreport  ${reportPath}\nfolder  ${folder}\n`);
      terminal.exitCode = exitCode;
    },
  };
}

/** Tells what the searches of a gate of load lines take at most. */
function tellSearch(
  { tiers, lengths, warmupMs, cooldownMs, mostProbes, tolerance }: SearchRule,
  { first, most }: { readonly first: number; readonly most: number },
  { err }: Pick<Terminal, "err">,
): void {
  const { shortestMs, longestMs } = lengthsAt(lengths, lengths.firstPerSec);
  const pairsMs = (pairs: number) => pairs * 2 * mostProbes * (cooldownMs + warmupMs + longestMs);
  const length =
    shortestMs === longestMs
      ? formatSpan(shortestMs)
      : `${formatSpan(shortestMs)} to ${formatSpan(longestMs)}`;
  const more = most > first ? `, and ${formatSpan(pairsMs(most))} where ${most} pairs are needed` : "";
  err(
    `the load lines of ${tiers[0].objectives.map(({ text }) => text).join(", ")}, each to ${formatShare(tolerance, 1)}, from ${formatRate(lengths.firstPerSec)} on; at most ${mostProbes} probes of ${length} a search: ` +
      `at most ${formatSpan(pairsMs(first))} for ${first} pairs${more}; servers that are started take their time besides, and a probe that the machine spoils is made once more\n`,
  );
}

/** Tells how long a gate takes before it begins. */
function tellPlan(
  { plan, metrics, confirm, sameSides, findsCapacity, runMs, runsOfPair, noiseMs, folder }: GateOutlook,
  { err }: Pick<Terminal, "err">,
): void {
  const [first = 0] = plan.looks;
  const last = plan.looks.at(-1) ?? first;
  const names = metrics.map(({ figure, limit }) => (limit == null ? figure.words : figure.title)).join(", ");
  err(`${first} pairs, judged by ${names}`);
  if (runMs === null) {
    err(
      `${findsCapacity ? "; first a closed loop of the baseline shows where to begin, and how long it all takes" : ""}\n`,
    );
    tellFolder(sameSides, folder, err);
    return;
  }
  const pairsMs = (pairs: number) => pairs * runsOfPair * runMs;
  const before = noiseMs + (findsCapacity ? runMs : 0);
  const most = pairsMs(last + (confirm ? first : 0)) + before;
  err(`: ${formatSpan(pairsMs(first) + before)}`);
  if (most > pairsMs(first) + before)
    err(
      `; at most ${formatSpan(most)}, with ${last} pairs where they are needed${confirm ? ` and ${first} that confirm a failure` : ""}`,
    );
  err("; servers that are started take their time besides\n");
  tellFolder(sameSides, folder, err);
}

function tellFolder(sameSides: boolean, folder: string, err: Terminal["err"]): void {
  if (sameSides) err("both sides are the same: this gate tells of itself and of its machine\n");
  err(`folder ${folder}; after an interruption: plimsoll gate --resume ${folder}\n`);
}
