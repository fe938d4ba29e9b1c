import type { Argv, CommandModule } from "yargs";
import { checkClaimsWith } from "../commands/claims.ts";
import { parseSweep } from "../commands/sweep/parse-sweep.ts";
import { sweepWith } from "../commands/sweep.ts";
import { loadConfigFile, readEnvironment, sectionOf } from "../config/load.ts";
import { type ParsedSweep, sweepOptionsSchema } from "../config/sweep-options.ts";
import { flagsOf, givenOptions } from "./flags.ts";
import { SweepProgress } from "./sweep-progress.ts";
import type { Terminal } from "./terminal.ts";
import { warnOfVariables } from "./warn-of-variables.ts";

export function sweepCommand(terminal: Terminal): CommandModule {
  return {
    command: "sweep [scenario]",
    describe:
      "measure batch size, precision, concurrency and more, with the accuracy they cost, and find the best",
    builder: (yargs: Argv) =>
      yargs
        .positional("scenario", {
          type: "string",
          describe: "name of a scenario, or a scenario file (.json)",
        })
        .options(flagsOf(sweepOptionsSchema, ["scenario"]))
        .option("config", {
          type: "string",
          requiresArg: true,
          describe: "configuration file, whose `sweep` section counts [default bench.config.ts]",
        })
        .option("json", {
          type: "boolean",
          describe: "print the result document on stdout, and nothing else there",
        }),
    async handler(argv) {
      const { host, out, err } = terminal;
      warnOfVariables(terminal, "sweep");
      const given = givenOptions(argv, "sweep", sweepOptionsSchema, ["config", "json"]);
      const parsed = parseSweep(
        [
          sectionOf(await loadConfigFile(argv.config as string | undefined, host.cwd), "sweep"),
          readEnvironment(sweepOptionsSchema, host.env),
          given,
        ],
        host,
      );
      if (parsed.options.preset === "claims") return claims(parsed, argv.json === true, terminal);
      const human = argv.json === true ? err : out;
      const progress = new SweepProgress(terminal, async (result) => {
        const { renderSweepSummary } = await import("../report/sweep/text.ts");
        human(`${renderSweepSummary(result, { colour: true })}\n`);
        if (argv.json === true) terminal.document(result);
      });
      const { exitCode, folder, reportPath } = await sweepWith(parsed, host, progress);
      human(`\nreport  ${reportPath}\nfolder  ${folder}\n`);
      terminal.exitCode = exitCode;
    },
  };
}

async function claims(parsed: ParsedSweep, asJson: boolean, terminal: Terminal): Promise<void> {
  const { host, out, err } = terminal;
  const { renderClaims } = await import("../report/sweep/claims-text.ts");
  const human = asJson ? err : out;
  const { exitCode, folder } = await checkClaimsWith(parsed, host, {
    onClaim: ({ claim }, pairs) => err(`${claim}: ${pairs} pairs\n`),
    onResult(result) {
      human(`\n${renderClaims(result, { colour: true })}\n`);
      if (asJson) terminal.document(result);
    },
  });
  human(`\nfolder  ${folder}\n`);
  terminal.exitCode = exitCode;
}
