import { type PriceCells, RowProblem } from "../cells.ts";
import type { PriceRow } from "../price-row.ts";
import type { PriceFormat } from "./price-format.ts";

const MIB_PER_GIB = 1024;
/** Machine types of Google's whose GPUs have a row of their own: the row of the machine is its host alone. */
const HOSTS_OF_GPUS = /^(a2|a3|a4|a4x)-/;

/**
 * `vms.csv` of SkyPilot's catalogue v8 (skypilot-org/skypilot-catalog). Its columns stand in another order for each cloud. Prices are
 * per machine and hour in USD; a machine without an accelerator is a host without GPUs. Google's hosts and their GPUs are two rows, which
 * nobody must take for the price of a machine (skypilot-catalog issue 31).
 */
export const skypilot: PriceFormat = {
  name: "skypilot",
  title: "vms.csv of SkyPilot's catalogue",
  fits: (names) =>
    ["instancetype", "acceleratorname", "price", "region"].every((name) => names.includes(name)),
  rowsOf(cells, { file, provider, asOf }) {
    const gpu = cells.text("acceleratorname");
    const instance = cells.text("instancetype");
    if (instance === null)
      throw new RowProblem(
        `it is ${gpu ?? "something"} without its host, whose price stands in another row: write the sum of both in a table of your own`,
      );
    if (gpu === null && HOSTS_OF_GPUS.test(instance))
      throw new RowProblem(
        "it is a host without its GPUs, whose price stands in another row: write the sum of both in a table of your own",
      );
    const common = {
      provider: provider ?? "unknown",
      region: cells.text("availabilityzone") ?? cells.text("region"),
      instance,
      gpu,
      gpuCount: gpu === null ? 0 : cells.count("acceleratorcount"),
      gpuMemoryGiB: gpu === null ? null : memoryOfOne(cells),
      asOf,
      source: `SkyPilot catalogue, ${file}`,
    };
    const [price, spot] = [cells.number("price"), cells.number("spotprice")];
    if (price === null && spot === null) throw new RowProblem("it has no price");
    const rows: PriceRow[] = [];
    if (price !== null) rows.push({ ...common, usdPerHour: price, kind: "on-demand" });
    if (spot !== null) rows.push({ ...common, usdPerHour: spot, kind: "spot" });
    return rows;
  },
};

/**
 * Memory of one GPU. `GpuInfo` is a literal of Python, of which this reads one number, and runs nothing: the size at the entry of the GPU,
 * since the total is not multiplied by their number in some tables.
 */
function memoryOfOne(cells: PriceCells): number | null {
  const [, sizeMiB] = /['"]SizeInMiB['"]\s*:\s*(\d+(?:\.\d+)?)/.exec(cells.text("gpuinfo") ?? "") ?? [];
  return sizeMiB === undefined ? null : Number(sizeMiB) / MIB_PER_GIB;
}
