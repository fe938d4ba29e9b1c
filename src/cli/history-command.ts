import type { Argv, CommandModule } from "yargs";
import { historyWith } from "../commands/history.ts";
import { historyOptionsSchema } from "../config/history-options.ts";
import { mergeOptions } from "../config/merge.ts";
import { flagsOf, givenOptions } from "./flags.ts";
import type { Terminal } from "./terminal.ts";

export function historyCommand(terminal: Terminal): CommandModule {
  return {
    command: "history [folders..]",
    describe: "results over time: the trend of each figure, and where it changed",
    builder: (yargs: Argv) =>
      yargs
        .positional("folders", { type: "string", array: true, describe: "folders of results" })
        .options(flagsOf(historyOptionsSchema, ["folders"]))
        .option("json", { type: "boolean", describe: "print the history on stdout, and nothing else there" }),
    async handler(argv) {
      const { host, out, err } = terminal;
      const given = givenOptions(argv as never, "history", historyOptionsSchema, ["json"]);
      const { options } = mergeOptions(historyOptionsSchema, [given]);
      const { history, exitCode } = await historyWith(options, host);
      const { renderHistory } = await import("../report/history/text.ts");
      const human = argv.json === true ? err : out;
      human(`${renderHistory(history, { colour: true })}\n`);
      for (const { name, file } of options.report) err(`${name}  ${file}\n`);
      if (argv.json === true) terminal.document(history);
      terminal.exitCode = exitCode;
    },
  };
}
