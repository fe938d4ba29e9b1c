import { RowProblem } from "../cells.ts";
import type { PriceFormat } from "./price-format.ts";

/**
 * A catalogue of gpuhunt's (dstackai/gpuhunt), version 2: one file for each provider, prices per machine and hour in USD, memory in
 * GB for one GPU.
 */
export const gpuhunt: PriceFormat = {
  name: "gpuhunt",
  title: "catalogue of gpuhunt",
  fits: (names) =>
    ["instance_name", "location", "price", "gpu_count", "spot"].every((name) => names.includes(name)),
  rowsOf(cells, { file, provider, asOf }) {
    const usdPerHour = cells.number("price");
    if (usdPerHour === null) throw new RowProblem("its price is blank");
    const spot = cells.needed("spot").toLowerCase();
    if (spot !== "true" && spot !== "false")
      throw new RowProblem(`its spot "${spot}" is neither True nor False`);
    const gpuCount = cells.count("gpu_count");
    return [
      {
        provider: provider ?? file.replace(/\.csv$/i, ""),
        region: cells.text("location"),
        instance: cells.needed("instance_name"),
        gpu: gpuCount === 0 ? null : cells.text("gpu_name"),
        gpuCount,
        gpuMemoryGiB: gpuCount === 0 ? null : cells.number("gpu_memory"),
        usdPerHour,
        kind: spot === "true" ? "spot" : "on-demand",
        asOf,
        source: `gpuhunt catalogue, ${file}`,
      },
    ];
  },
};
