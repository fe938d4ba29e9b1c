import type { Argv, CommandModule } from "yargs";
import { serve } from "../commands/serve.ts";
import { parseServeOptions, serveOptionsSchema } from "../config/serve-options.ts";
import { display } from "../core/format.ts";
import { isLoopbackName } from "../server/callers.ts";
import { flagsOf, givenOptions } from "./flags.ts";
import type { Terminal } from "./terminal.ts";
import { warnOfVariables } from "./warn-of-variables.ts";

export function serveCommand(terminal: Terminal): CommandModule {
  return {
    command: "serve",
    describe: "serve ONNX models over the Open Inference Protocol, with dynamic batching",
    builder: (yargs: Argv) =>
      yargs
        .options(flagsOf(serveOptionsSchema))
        .option("json", { type: "boolean", describe: "print one line of JSON with the URL on stdout" }),
    async handler(argv) {
      warnOfVariables(terminal, "serve");
      const options = parseServeOptions([givenOptions(argv, "serve", serveOptionsSchema, ["json"])]);
      if (!isLoopbackName(options.host))
        terminal.err(
          `plimsoll: --host ${display(options.host)} lets every machine that reaches this one use the models, without a password\n`,
        );
      await serve(options, terminal.host, (url) => {
        if (argv.json === true) terminal.document({ url });
        else terminal.out(`serving ${options.model.join(", ")} at ${url} (Ctrl-C ends)\n`);
      });
    },
  };
}
