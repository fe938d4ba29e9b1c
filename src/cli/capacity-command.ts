import type { Argv, CommandModule } from "yargs";
import { parseCapacity } from "../commands/capacity/parse-capacity.ts";
import { capacityWith } from "../commands/capacity.ts";
import { capacityOptionsSchema } from "../config/capacity-options.ts";
import { loadConfigFile, readEnvironment, sectionOf } from "../config/load.ts";
import { planOptionsSchema } from "../config/plan-options.ts";
import { verifyOptionsSchema } from "../config/verify-options.ts";
import { CapacityProgress } from "./capacity-progress.ts";
import { flagsOf, givenOptions } from "./flags.ts";
import { makePlan } from "./make-plan.ts";
import type { Terminal } from "./terminal.ts";
import { handleVerification, isOfPlan } from "./verify-plan.ts";
import { warnOfVariables } from "./warn-of-variables.ts";

export function capacityCommand(terminal: Terminal): CommandModule {
  return {
    command: "capacity [scenario]",
    describe:
      "find the highest load at which the objectives are shown to hold: the load line, and what a request costs there",
    builder: (yargs: Argv) =>
      yargs
        .positional("scenario", {
          type: "string",
          describe: "name of a scenario, or a scenario file (.json)",
        })
        .options({
          ...flagsOf(verifyOptionsSchema),
          ...flagsOf(planOptionsSchema, ["scenario"]),
          ...flagsOf(capacityOptionsSchema, ["scenario", "verify"]),
        })
        .option("verify", {
          type: "string",
          requiresArg: true,
          describe:
            "labels | reference: as of plimsoll run; anything else is the result.json of a plan, or its folder: drive the deployed fleet with its traffic, and say whether the forecast held",
        })
        .option("plan", {
          type: "boolean",
          describe:
            "plan instead: the cheapest fleets of --machine that keep the objectives under a demand, by simulation; docs/plans.md",
        })
        .option("config", {
          type: "string",
          requiresArg: true,
          describe: "configuration file, whose `capacity` section counts [default bench.config.ts]",
        })
        .option("json", {
          type: "boolean",
          describe: "print the result document on stdout, and nothing else there",
        }),
    async handler(argv) {
      const { host, out, err } = terminal;
      warnOfVariables(terminal, "capacity");
      if (isOfPlan(argv)) return handleVerification(argv, terminal);
      if (argv.plan === true) {
        const given = givenOptions(argv, "capacity", planOptionsSchema, ["config", "json", "plan"]);
        const file = sectionOf(await loadConfigFile(argv.config as string | undefined, host.cwd), "plan");
        await makePlan(
          [file, readEnvironment(planOptionsSchema, host.env), given],
          terminal,
          argv.json === true,
        );
        return;
      }
      const given = givenOptions(argv, "capacity", capacityOptionsSchema, ["config", "json", "plan"]);
      const parsed = parseCapacity(
        [
          sectionOf(await loadConfigFile(argv.config as string | undefined, host.cwd), "capacity"),
          readEnvironment(capacityOptionsSchema, host.env),
          given,
        ],
        host,
      );
      const human = argv.json === true ? err : out;
      const progress = new CapacityProgress(terminal, async (result) => {
        const { renderCapacitySummary } = await import("../report/capacity/text.ts");
        human(`${renderCapacitySummary(result, { colour: true })}\n`);
        if (argv.json === true) terminal.document(result);
      });
      const { exitCode, folder, reportPath } = await capacityWith(parsed, host, progress);
      human(`\nreport  ${reportPath}\nfolder  ${folder}\n`);
      terminal.exitCode = exitCode;
    },
  };
}
