import type { SimulateOptions } from "../../config/simulate-options.ts";
import { parseDecimal } from "../../core/decimal.ts";
import { usageError } from "../../core/errors.ts";
import { plural } from "../../core/format.ts";
import { type DisturbanceChoice, parseDisturbance } from "../../simulator/disturbances/index.ts";

/** The disturbances that the options ask for. @throws usage error, also for a replica that does not exist */
export function disturbancesOf({ disturb, replicas }: SimulateOptions): readonly DisturbanceChoice[] {
  return disturb.map((spec) => {
    const choice = parseDisturbance(spec);
    if ("replica" in choice && choice.replica !== undefined && choice.replica > replicas)
      throw usageError(
        `--disturb ${spec}: there is no replica ${choice.replica} among ${plural(replicas, "replica")}`,
        "name another one, or raise --replicas",
      );
    return choice;
  });
}

/** The speeds of the replicas that the options state. @throws usage error where they are no speeds, or too many */
export function speedsOf({ speeds, replicas }: SimulateOptions): readonly number[] {
  if (speeds === undefined) return [];
  const numbers = speeds.split(",").map((text) => parseDecimal(text.trim()) ?? Number.NaN);
  if (!numbers.every((speed) => speed > 0 && speed <= 1000))
    throw usageError(
      `--speeds ${speeds}: each must be a number above 0, up to 1000`,
      "write such as 1,1,0.7",
    );
  if (numbers.length > replicas)
    throw usageError(
      `--speeds ${speeds} are ${numbers.length} speeds for ${plural(replicas, "replica")}`,
      "leave some out, or raise --replicas",
    );
  return numbers;
}
