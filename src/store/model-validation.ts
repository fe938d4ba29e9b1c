import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatNumber } from "../core/format.ts";

interface TableErrors {
  readonly rows: number;
  readonly medianPercent: number;
}

interface TableValidation {
  readonly errors: readonly {
    readonly by: string;
    readonly name: string;
    readonly rows: number;
    readonly errors: Readonly<Record<"throughputPerSec" | "p50Ms" | "p95Ms", TableErrors>>;
  }[];
}

/** How far predictions were off for measured servers, by device, as `models/validation/gpu-tables.json` of this package has it. */
export function readValidation(
  packageRoot: string,
): readonly { readonly device: string; readonly words: string }[] {
  const file = join(packageRoot, "models/validation/gpu-tables.json");
  const { errors } = JSON.parse(readFileSync(file, "utf8")) as TableValidation;
  return errors
    .filter(({ by }) => by === "device")
    .map(({ name, rows, errors: { throughputPerSec, p50Ms, p95Ms } }) => ({
      device: name,
      words: `of ${rows} loads that were measured on ${name}, to whose table the laws of software were fitted, predictions were off by ${formatNumber(throughputPerSec.medianPercent, 2)} % in throughput, ${formatNumber(p50Ms.medianPercent, 2)} % in p50 and ${formatNumber(p95Ms.medianPercent, 2)} % in p95 (medians)`,
    }));
}
