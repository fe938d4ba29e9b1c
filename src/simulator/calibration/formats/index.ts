import { modelAnalyzer } from "./model-analyzer.ts";
import { perfAnalyzer } from "./perf-analyzer.ts";
import type { TableFormat } from "./table-format.ts";
import { tidy } from "./tidy.ts";

/** Every form of tables that can be read, in the order in which a header is tried. */
export const TABLE_FORMATS: readonly TableFormat[] = [tidy, modelAnalyzer, perfAnalyzer];
