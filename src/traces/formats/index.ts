import type { TraceFormat } from "../trace-format.ts";
import { azureFunctions2021 } from "./azure-functions-2021.ts";
import { azureLlm2023 } from "./azure-llm-2023.ts";
import { azureLlm2024 } from "./azure-llm-2024.ts";
import { burstGpt } from "./burstgpt.ts";
import { mooncake } from "./mooncake.ts";
import { plainCsv } from "./plain-csv.ts";
import { plainJsonl } from "./plain-jsonl.ts";
import { serveGen } from "./servegen.ts";

/** Every trace format, the more particular ones first. A new one needs its file and its line here. */
export const TRACE_FORMATS: readonly TraceFormat[] = [
  azureLlm2023,
  azureLlm2024,
  azureFunctions2021,
  burstGpt,
  mooncake,
  serveGen,
  plainCsv,
  plainJsonl,
];

export const TRACE_FORMAT_NAMES: readonly string[] = TRACE_FORMATS.map((format) => format.name);
