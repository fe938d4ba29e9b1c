import type { Argv, CommandModule } from "yargs";
import { type PlannedSimulation, simulateWith } from "../commands/simulate.ts";
import { loadConfigFile, readEnvironment, sectionOf } from "../config/load.ts";
import { parseSimulateOptions, simulateOptionsSchema } from "../config/simulate-options.ts";
import { display, formatCount, formatSpan, plural } from "../core/format.ts";
import { flagsOf, givenOptions } from "./flags.ts";
import { SimulationProgress } from "./simulation-progress.ts";
import type { Terminal } from "./terminal.ts";
import { warnOfVariables } from "./warn-of-variables.ts";

/** The number of requests from which a simulation takes longer than people wait without a word. */
const MANY_REQUESTS = 5_000_000;

export function simulateCommand(terminal: Terminal): CommandModule {
  return {
    command: "simulate [scenario]",
    describe: "put the same load on a simulated fleet, and report what its clients would see",
    builder: (yargs: Argv) =>
      yargs
        .positional("scenario", {
          type: "string",
          describe: "name of a scenario, or a scenario file (.json)",
        })
        .options(flagsOf(simulateOptionsSchema, ["scenario"]))
        .option("config", {
          type: "string",
          requiresArg: true,
          describe: "configuration file, whose `simulate` section counts [default bench.config.ts]",
        })
        .option("json", {
          type: "boolean",
          describe: "print the result document on stdout, and nothing else there",
        }),
    async handler(argv) {
      const { host, out, err } = terminal;
      warnOfVariables(terminal, "simulate");
      const given = givenOptions(argv, "simulate", simulateOptionsSchema, ["config", "json"]);
      const parsed = parseSimulateOptions([
        sectionOf(await loadConfigFile(argv.config as string | undefined, host.cwd), "simulate"),
        readEnvironment(simulateOptionsSchema, host.env),
        given,
      ]);
      const human = argv.json === true ? err : out;
      let progress: SimulationProgress | undefined;
      let seeds = 1;
      const { exitCode, folder, reportPath } = await simulateWith(parsed, host, {
        onPlanned(planned) {
          seeds = planned.seeds;
          if (planned.requests === null || planned.requests * seeds < MANY_REQUESTS) return;
          err(`${planWords(planned.requests, planned)}\n`);
        },
        onReady({ scenario, plan, schedule, setAside, trafficNotes, fleet }) {
          const lengthMs = plan.warmupMs + plan.measureMs;
          progress = new SimulationProgress(terminal, lengthMs, seeds);
          if (setAside !== null) err(`the results of an earlier run are in ${display(setAside)} now\n`);
          for (const note of trafficNotes) err(`note: ${display(note)}\n`);
          const { load } = scenario;
          const sent =
            load.kind === "closed"
              ? `${load.concurrency} users without think time`
              : `${formatCount(schedule.requests)} ${load.kind === "sessions" ? "sessions" : "requests"}`;
          const { service, replicas } = fleet.settings;
          const items = scenario.payload?.items ?? 1;
          const each = items === 1 ? "" : ` of ${items} items each`;
          err(
            `${sent}${each} in ${formatSpan(lengthMs)} of virtual time; replicas: ${replicas}; service: ${service}\n`,
          );
        },
        onWindow: (window) => progress?.show(window),
        onSeed: (done) => progress?.showSeed(done),
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

/** What a large simulation will take, as far as that is known before it begins. */
function planWords(requests: number, { seeds, threads }: PlannedSimulation): string {
  const many = `about ${formatCount(Math.round(requests))} requests`;
  const all = seeds === 1 ? many : `${many} under each of ${seeds} seeds, on ${plural(threads, "thread")}`;
  const memory =
    seeds === 1
      ? "memory does not grow with their number"
      : "memory grows with neither their number nor that of the seeds, but with that of the threads";
  return `${all}: their schedule is made first; then they are simulated, the time that is left is told as soon as it is known, and ${memory}`;
}
