import type { Argv, CommandModule } from "yargs";
import { readCatalogue } from "../commands/prices.ts";
import { mergeOptions } from "../config/merge.ts";
import { pricesOptionsSchema } from "../config/prices-options.ts";
import { flagsOf, givenOptions } from "./flags.ts";
import type { Terminal } from "./terminal.ts";

export function pricesCommand(terminal: Terminal): CommandModule {
  return {
    command: "prices <files..>",
    describe:
      "reads price tables of machines, refuses rows that cannot be true, and lists the others, cheapest first",
    builder: (yargs: Argv) =>
      yargs
        .positional("files", { type: "string", array: true, describe: "price tables, CSV" })
        .options(flagsOf(pricesOptionsSchema, ["files"]))
        .option("json", { type: "boolean", describe: "print the prices on stdout, and nothing else there" }),
    async handler(argv) {
      const { host, out, err } = terminal;
      const given = givenOptions(argv as never, "prices", pricesOptionsSchema, ["json"]);
      const { options } = mergeOptions(pricesOptionsSchema, [given]);
      const catalogue = readCatalogue(options, host);
      const { renderPrices } = await import("../report/prices/text.ts");
      const human = argv.json === true ? err : out;
      human(`${renderPrices(catalogue, { colour: true })}\n`);
      if (argv.json === true) terminal.document(catalogue);
    },
  };
}
