import type { RunResult } from "../../result/run-result.ts";
import { named } from "../terminal.ts";
import { fleetParts, gatewaySentences, resentSentence } from "./fleet-words.ts";

/** The lines on a simulated fleet; none where a server was measured. */
export function fleetLines(result: RunResult): string[] {
  const parts = fleetParts(result);
  const resent = resentSentence(result);
  return [
    ...(parts.length === 0 ? [] : named("fleet", parts.join("; "))),
    ...gatewaySentences(result).flatMap((sentence) => named("gateway", sentence)),
    ...(resent === null ? [] : named("sent again", resent)),
  ];
}
