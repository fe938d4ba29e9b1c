import type { Argv, CommandModule } from "yargs";
import { compareWith } from "../commands/compare.ts";
import { compareOptionsSchema } from "../config/compare-options.ts";
import { mergeOptions } from "../config/merge.ts";
import { flagsOf, givenOptions } from "./flags.ts";
import type { Terminal } from "./terminal.ts";

export function compareCommand(terminal: Terminal): CommandModule {
  return {
    command: "compare [sides..]",
    describe: "what differs between results: settings first, then figures, with intervals where runs repeat",
    builder: (yargs: Argv) =>
      yargs
        .positional("sides", {
          type: "string",
          array: true,
          describe: "results to compare: A B [C…], each [name=]path[,path…]",
        })
        .options(flagsOf(compareOptionsSchema, ["sides"]))
        .option("json", {
          type: "boolean",
          describe: "print the comparison on stdout, and nothing else there",
        }),
    async handler(argv) {
      const { host, out, err } = terminal;
      const given = givenOptions(argv as never, "compare", compareOptionsSchema, ["json"]);
      const { options } = mergeOptions(compareOptionsSchema, [given]);
      const { comparison, exitCode, skipped } = await compareWith(options, host);
      for (const line of skipped) err(`${line}\n`);
      const { renderComparison } = await import("../report/compare/text.ts");
      const human = argv.json === true ? err : out;
      human(`${renderComparison(comparison, { colour: true })}\n`);
      for (const { name, file } of options.report) err(`${name}  ${file}\n`);
      if (argv.json === true) terminal.document(comparison);
      terminal.exitCode = exitCode;
    },
  };
}
