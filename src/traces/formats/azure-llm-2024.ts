import { azureLlmParser, isAzureLlm } from "../azure-llm-rows.ts";
import type { TraceFormat } from "../trace-format.ts";

/**
 * Azure's LLM traces of 2024, `2024-05-12 00:00:00.001163+00:00,2162,5`: with a zone; the fraction is left out where it
 * is zero.
 */
export const azureLlm2024: TraceFormat = {
  name: "azure-llm-2024",
  title: "Azure LLM inference 2024, one week (DynamoLLM)",
  order: "rising",
  detect: (first, second) => isAzureLlm(first, second, true),
  parseHeader: (first) => azureLlmParser(first, { zone: "required", fraction: "optional" }),
};
