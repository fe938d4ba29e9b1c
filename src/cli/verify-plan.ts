import { verifyPlanWith } from "../commands/verify-plan.ts";
import { readEnvironment } from "../config/load.ts";
import { parseVerifyOptions, verifyOptionsSchema } from "../config/verify-options.ts";
import { display } from "../core/format.ts";
import { machinesOf } from "../planning/machines-of.ts";
import { givenOptions } from "./flags.ts";
import { Progress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** The values of `--verify` that are about the answers of a server, as of `plimsoll run`. Any other one is a plan. */
const OF_ANSWERS: readonly unknown[] = ["labels", "reference", undefined];

/** Whether a command line of `plimsoll capacity` holds a plan against its fleet. */
export const isOfPlan = (argv: Readonly<Record<string, unknown>>): boolean =>
  !OF_ANSWERS.includes(argv.verify);

/** `plimsoll capacity --verify PLAN`: drives the fleet of a plan, and says whether the forecast held. */
export async function handleVerification(
  argv: Parameters<typeof givenOptions>[0],
  terminal: Terminal,
): Promise<void> {
  const { host, out, err } = terminal;
  const given = givenOptions(argv, "capacity", verifyOptionsSchema, ["config", "json"]);
  const { verify: _, ...fromEnvironment } = readEnvironment(verifyOptionsSchema, host.env).values;
  const environment = { ...readEnvironment(verifyOptionsSchema, host.env), values: fromEnvironment };
  const parsed = parseVerifyOptions([environment, given]);
  const human = argv.json === true ? err : out;
  const progress = new Progress(terminal);
  let totalMs = 0;
  const { exitCode, folder, reportPath } = await verifyPlanWith(parsed, host, {
    onBegin: ({ fleet, note }) => err(`${display(machinesOf(fleet))}; ${note}\n`),
    run: {
      onReady({ plan, target }) {
        totalMs = plan.warmupMs + plan.measureMs;
        err(`${totalMs / 1000} s, to ${display(target.server)} (${display(target.url)})\n`);
      },
      onWindow: (window) => progress.show(window, totalMs),
    },
    async onResult(result) {
      const { renderVerificationSummary } = await import("../report/verification/text.ts");
      human(`${renderVerificationSummary(result, { colour: true })}\n`);
      if (argv.json === true) terminal.document(result);
    },
  });
  human(`\nreport  ${reportPath}\nfolder  ${folder}\n`);
  terminal.exitCode = exitCode;
}
