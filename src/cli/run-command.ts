import type { Argv, CommandModule } from "yargs";
import { listScenarios } from "../commands/list-scenarios.ts";
import { runWith } from "../commands/run.ts";
import { loadConfigFile, readEnvironment, withoutSections } from "../config/load.ts";
import { parseRunOptions, runOptionsSchema } from "../config/run-options.ts";
import { display, formatCount } from "../core/format.ts";
import { flagsOf, givenOptions } from "./flags.ts";
import { Progress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";
import { warnOfVariables } from "./warn-of-variables.ts";

/** The most characters of a scenario's description that are shown before the run. */
const MOST_OF_DESCRIPTION = 300;

export function runCommand(terminal: Terminal): CommandModule {
  return {
    command: ["run [scenario]", "$0"],
    describe: "drive bursty load against a server and report latency and cost",
    builder: (yargs: Argv) =>
      yargs
        .positional("scenario", {
          type: "string",
          describe: "name of a scenario, or a scenario file (.json)",
        })
        .options(flagsOf(runOptionsSchema, ["scenario"]))
        .option("config", {
          type: "string",
          requiresArg: true,
          describe: "configuration file [default bench.config.ts]",
        })
        .option("json", {
          type: "boolean",
          describe: "print the result document on stdout, and nothing else there",
        })
        .option("list", {
          type: "boolean",
          describe: "list the scenarios with their planned rate over time, and end",
        }),
    async handler(argv) {
      const { host, out, err } = terminal;
      warnOfVariables(terminal, "run");
      const given = givenOptions(argv, "run", runOptionsSchema, ["config", "json", "list"]);
      if (argv.list === true) return list(terminal, argv.json === true);
      const parsed = parseRunOptions([
        withoutSections(await loadConfigFile(argv.config as string | undefined, host.cwd), [
          "sweep",
          "simulate",
          "gate",
          "plan",
        ]),
        readEnvironment(runOptionsSchema, host.env),
        given,
      ]);
      const human = argv.json === true ? err : out;
      const progress = new Progress(terminal);
      let totalMs = 0;
      const { exitCode, folder, reportPath } = await runWith(parsed, host, {
        onReady({ scenario, plan, target, schedule, setAside, trafficNotes }) {
          totalMs = plan.warmupMs + plan.measureMs;
          err(`${scenario.name}: ${display(scenario.description, MOST_OF_DESCRIPTION)}\n`);
          const { load } = scenario;
          const sent =
            load.kind === "closed"
              ? `${load.rampFrom === undefined ? "" : `${load.rampFrom} to `}${load.concurrency} in flight`
              : `${formatCount(schedule.requests)} requests planned`;
          const url = display(target.url);
          if (target.found !== null) err(`found ${target.kind} at ${url}: ${display(target.found)}\n`);
          if (setAside !== null) err(`the results of an earlier run are in ${display(setAside)} now\n`);
          for (const note of trafficNotes) err(`note: ${display(note, MOST_OF_DESCRIPTION)}\n`);
          const length = parsed.options.untilShownMs === undefined ? "for" : "for at most";
          err(`${sent} ${length} ${totalMs / 1000} s, to ${display(target.server)} (${url})\n`);
        },
        onWindow: (window) => progress.show(window, totalMs),
        async onResult(result) {
          const { renderRunSummary } = await import("../report/run/text.ts");
          human(`${renderRunSummary(result, { colour: true })}\n`);
          if (argv.json === true) terminal.document(result);
        },
      });
      human(`\nreport  ${reportPath}\nfolder  ${folder}\n`);
      terminal.exitCode = exitCode;
    },
  };
}

async function list({ host, out, document }: Terminal, asJson: boolean): Promise<void> {
  const scenarios = await listScenarios(host);
  if (asJson) {
    document(scenarios);
    return;
  }
  const { renderScenarioList } = await import("../report/run/scenario-list.ts");
  out(`${renderScenarioList(scenarios)}\n`);
}
