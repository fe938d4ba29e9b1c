import type { Argv, CommandModule } from "yargs";
import { doctor } from "../commands/doctor.ts";
import { doctorOptionsSchema, parseDoctorOptions } from "../config/doctor-options.ts";
import { flagsOf, givenOptions } from "./flags.ts";
import type { Terminal } from "./terminal.ts";
import { warnOfVariables } from "./warn-of-variables.ts";

export function doctorCommand(terminal: Terminal): CommandModule {
  return {
    command: "doctor",
    describe: "can this machine be believed as a load generator, and up to which rate?",
    builder: (yargs: Argv) =>
      yargs.options(flagsOf(doctorOptionsSchema)).option("json", {
        type: "boolean",
        describe: "print the result document on stdout, and nothing else there",
      }),
    async handler(argv) {
      const { host, out, err, progress } = terminal;
      warnOfVariables(terminal, "doctor");
      const options = parseDoctorOptions([givenOptions(argv, "doctor", doctorOptionsSchema, ["json"])]);
      const { renderCalibrationRun, renderDoctor } = await import("../report/doctor/text.ts");
      const { result, exitCode } = await doctor(options, host, (run) => progress(renderCalibrationRun(run)));
      const human = argv.json === true ? err : out;
      human(`${renderDoctor(result, { colour: true })}\n`);
      if (argv.json === true) terminal.document(result);
      terminal.exitCode = exitCode;
    },
  };
}
