import type { Argv, CommandModule } from "yargs";
import type { z } from "zod";
import { untilInterrupted } from "../commands/target/until-interrupted.ts";
import { convertTrace } from "../commands/trace-convert.ts";
import { fitFile } from "../commands/trace-fit.ts";
import { inspectTrace } from "../commands/trace-inspect.ts";
import { scaleTrace } from "../commands/trace-scale.ts";
import { mergeOptions } from "../config/merge.ts";
import {
  scaleOptionsInMs,
  traceConvertOptionsSchema,
  traceFitOptionsSchema,
  traceInspectOptionsSchema,
  traceOptionsInMs,
  traceScaleOptionsSchema,
} from "../config/trace-options.ts";
import { EXIT } from "../core/errors.ts";
import { formatCount } from "../core/format.ts";
import type { Host } from "../core/host.ts";
import { flagsOf, givenOptions } from "./flags.ts";
import type { Terminal } from "./terminal.ts";

export function traceCommand(terminal: Terminal): CommandModule {
  return {
    command: "trace",
    describe: "recorded traffic: inspect, fit a model, convert, scale",
    builder: (yargs: Argv) =>
      yargs
        .command(inspectCommand(terminal))
        .command(fitCommand(terminal))
        .command(convertCommand(terminal))
        .command(scaleCommand(terminal))
        .demandCommand(1, "plimsoll trace needs one of inspect, fit, convert, scale"),
    handler() {},
  };
}

/** Makes a subcommand that acts on a trace file. Text for people goes to stderr when stdout holds a document. */
function action<Schema extends z.ZodObject>(
  host: Host,
  name: string,
  describe: string,
  schema: Schema,
  perform: (options: z.output<Schema>, json: boolean) => Promise<void>,
): CommandModule {
  return {
    command: `${name} [file]`,
    describe,
    builder: (yargs: Argv) =>
      yargs
        .positional("file", { type: "string", describe: "trace file" })
        .options(flagsOf(schema, ["file"]))
        .option("json", { type: "boolean", describe: "print the figures as JSON on stdout" }),
    async handler(argv) {
      const given = givenOptions({ ...argv, _: argv._.slice(2) }, `trace ${name}`, schema, ["json"]);
      const work = perform(mergeOptions(schema, [given]).options, argv.json === true);
      await untilInterrupted(work, host.interrupted, "the trace was read");
    },
  };
}

function inspectCommand({ host, out, document }: Terminal): CommandModule {
  return action(
    host,
    "inspect",
    "how bursty is a trace?",
    traceInspectOptionsSchema,
    async (options, json) => {
      const inspection = await inspectTrace(traceOptionsInMs(options), host);
      const { renderInspection } = await import("../report/trace/text.ts");
      if (json) document(inspection);
      else out(`${renderInspection(inspection)}\n`);
    },
  );
}

function fitCommand(terminal: Terminal): CommandModule {
  const { host, out, err, document } = terminal;
  return action(
    host,
    "fit",
    `a scenario whose traffic is like that of a trace; exit code ${EXIT.objectiveFailed} where no model is a good fit`,
    traceFitOptionsSchema,
    async (options, json) => {
      const fitted = await fitFile(traceOptionsInMs(options), host);
      const { renderFit, renderReading } = await import("../report/trace/text.ts");
      const human = json ? err : out;
      human(`${renderFit(fitted)}\n${renderReading(fitted.reading)}\n`);
      if (json) document(fitted);
      else if (options.out === undefined) out(`${JSON.stringify(fitted.scenario, null, 2)}\n`);
      if (options.out !== undefined) human(`scenario   ${options.out}\n`);
      if (fitted.fit.problems.length > 0) terminal.exitCode = EXIT.objectiveFailed;
    },
  );
}

function convertCommand({ host, out, err }: Terminal): CommandModule {
  return action(
    host,
    "convert",
    "write a trace as plain timestamps",
    traceConvertOptionsSchema,
    async (options) => {
      const reading = await convertTrace(traceOptionsInMs(options), host, out);
      const { renderReading } = await import("../report/trace/text.ts");
      err(
        `${formatCount(reading.arrivals)} arrivals${options.out === undefined ? "" : ` in ${options.out}`}\n`,
      );
      err(`${renderReading(reading)}\n`);
    },
  );
}

function scaleCommand({ host, out, document }: Terminal): CommandModule {
  return action(
    host,
    "scale",
    "write a trace of N times the traffic; what that means must be chosen",
    traceScaleOptionsSchema,
    async (options, json) => {
      const scaled = await scaleTrace(scaleOptionsInMs(options), host);
      const { renderReading, renderScaled } = await import("../report/trace/text.ts");
      if (json) document(scaled);
      else out(`${renderScaled(scaled)}\n${renderReading(scaled.reading)}\n`);
    },
  );
}
