import type { Argv, CommandModule } from "yargs";
import { calibrate, predictTable, writeServiceModels } from "../commands/calibrate.ts";
import { untilInterrupted } from "../commands/target/until-interrupted.ts";
import { calibrateOptionsSchema, parseCalibrateOptions } from "../config/calibrate-options.ts";
import { formatCount } from "../core/format.ts";
import { flagsOf, givenOptions } from "./flags.ts";
import type { Terminal } from "./terminal.ts";

export function calibrateCommand(terminal: Terminal): CommandModule {
  return {
    command: "calibrate",
    describe: "how long does a server compute? makes service models for simulations from measurements",
    builder: (yargs: Argv) =>
      yargs.options(flagsOf(calibrateOptionsSchema)).option("json", {
        type: "boolean",
        describe: "print the service models, or the predictions, on stdout, and nothing else there",
      }),
    async handler(argv) {
      const { host, out, err, progress } = terminal;
      const options = parseCalibrateOptions([
        givenOptions(argv, "calibrate", calibrateOptionsSchema, ["json"]),
      ]);
      const json = argv.json === true;
      const human = json ? err : out;
      const table = calibrate(options, host);
      const { renderServiceModels, renderTablePrediction } = await import("../report/calibration/text.ts");
      if (options.predict) {
        const work = predictTable(table, options, host, (done, all) =>
          progress(`${formatCount(done)} of ${formatCount(all)} rows predicted`),
        );
        const prediction = await untilInterrupted(work, host.interrupted, "the rows were predicted");
        human(`${renderTablePrediction(prediction)}\n`);
        if (json) terminal.document(prediction);
        return;
      }
      const written = writeServiceModels(table, options.out, host);
      const refused = table.fitted.flatMap(({ series, model }) =>
        "refused" in model ? [{ series: series.name, refused: model.refused, notes: [] }] : [],
      );
      human(`${renderServiceModels(written, refused)}\n`);
      if (json) terminal.document(written);
    },
  };
}
