import { azureLlmParser, isAzureLlm } from "../azure-llm-rows.ts";
import type { TraceFormat } from "../trace-format.ts";

/**
 * Azure's LLM traces of 2023, `2023-11-16 18:17:03.9799600,4808,10`: seven digits of fraction, no zone, CRLF, no
 * newline at the end.
 */
export const azureLlm2023: TraceFormat = {
  name: "azure-llm-2023",
  title: "Azure LLM inference 2023 (Splitwise)",
  order: "rising",
  detect: (first, second) => isAzureLlm(first, second, false),
  parseHeader: (first) => azureLlmParser(first, { zone: "none", fraction: "required" }),
};
