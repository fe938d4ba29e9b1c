import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { kebab } from "../../config/merge.ts";
import {
  type ParsedSimulation,
  parseSimulateInput,
  type SimulateOptionsInput,
} from "../../config/simulate-options.ts";
import { usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { readAppliedSettings } from "../../simulator/applied/index.ts";
import { reasonOf } from "../../store/failure-reason.ts";

/**
 * The options with what the files of `--settings` say in their place, so that everything behind it knows options alone.
 *
 * @throws usage error for a file that cannot be read, and where two of them, or a file and an option, say the same
 */
export function withAppliedSettings(parsed: ParsedSimulation, host: Host): ParsedSimulation {
  const { settings, ...given } = parsed.given;
  const files = parsed.options.settings;
  if (files.length === 0) return parsed;
  const saidBy = new Map(Object.keys(given).map((option) => [option, `--${kebab(option)}`]));
  const options: Record<string, unknown> = { ...given };
  for (const file of files) {
    const said = readAppliedSettings(textOf(file, host), file);
    for (const [option, value] of Object.entries(said)) {
      const other = saidBy.get(option);
      if (other !== undefined)
        throw usageError(
          `${file} says what --${kebab(option)} is, and ${other.startsWith("--") ? "so does the option" : `so does ${other}`}`,
          "leave out either",
        );
      saidBy.set(option, file);
      options[option] = value;
    }
  }
  return parseSimulateInput(options as SimulateOptionsInput);
}

function textOf(file: string, host: Host): string {
  try {
    return readFileSync(resolve(host.cwd, file), "utf8");
  } catch (error) {
    throw usageError(
      `--settings ${file} cannot be read: ${reasonOf(error)}`,
      "name a config.pbtxt, model-config.yaml, a config file of Ray Serve, or a Deployment",
    );
  }
}
