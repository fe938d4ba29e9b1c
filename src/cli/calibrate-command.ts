import type { Argv, CommandModule } from "yargs";
import {
  type CalibratedServerRuns,
  calibrate,
  calibrateServer,
  predictTable,
  writeServiceModels,
} from "../commands/calibrate.ts";
import { untilInterrupted } from "../commands/target/until-interrupted.ts";
import {
  type CalibrateOptions,
  calibrateOptionsSchema,
  parseCalibrateOptions,
} from "../config/calibrate-options.ts";
import { displaySentence, formatCount, formatMs, formatSpan, plural } from "../core/format.ts";
import { keyOf } from "../sweep/axes.ts";
import { flagsOf, givenOptions } from "./flags.ts";
import type { Terminal } from "./terminal.ts";

const DEFAULT_OUT = "service-models";

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
      const measured =
        (options.url ?? options.resume) === undefined ? null : await measure(options, terminal);
      const table = measured ?? calibrate(options, host);
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
      const written = writeServiceModels(table, measured?.folder ?? options.out ?? DEFAULT_OUT, host);
      const refused = table.fitted.flatMap(({ series, model }) =>
        "refused" in model ? [{ series: series.name, refused: model.refused, notes: [] }] : [],
      );
      human(`${renderServiceModels(written, refused)}\n`);
      if (json) terminal.document(written);
    },
  };
}

/** Measures a server, and tells before it begins what that takes, and afterwards what each run gave. */
function measure(
  options: CalibrateOptions,
  { host, err, progress }: Terminal,
): Promise<CalibratedServerRuns> {
  return calibrateServer(options, host, {
    onPlan({ batches, lengths, runs, totalMs, folder }) {
      err(
        `batches of ${batches.join(", ")}${lengths.length === 0 ? "" : ` at lengths ${lengths.join(", ")}`}: ${plural(runs, "run")} of one user, ${formatSpan(totalMs)}, and longer where the machine spoils one and it is made again\n`,
      );
      err(`folder ${folder}; after an interruption: plimsoll calibrate --resume ${folder}\n`);
    },
    onNext: ({ point }) => progress(`${displaySentence(keyOf(point)) || "one run"} …`),
    onMeasure({ point, valid, reasons, latencyMs }) {
      const found = valid
        ? `mean ${latencyMs.mean === null ? "not known" : formatMs(latencyMs.mean)}`
        : `not valid: ${reasons.join(", ")}`;
      err(`${displaySentence(keyOf(point)) || "one run"}  ${found}\n`);
    },
  });
}
