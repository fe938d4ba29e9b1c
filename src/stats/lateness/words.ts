import { percentileLabel } from "../../core/format.ts";
import { LATENCIES } from "../../result/latency-figures.ts";
import type { LatenessRule } from "./rule.ts";
import type { Spoil } from "./spoil.ts";

/** The part of a figure that lateness added, in words. @param inSentence whether the time is named, response time too */
export function spoilWords(spoil: Spoil, inSentence: boolean): string {
  if (spoil.unit === "share") return `${share(spoil.added)} of the requests of an attainment`;
  const name = nameOf(spoil);
  const isResponse = spoil.time === "response";
  const figure = inSentence ? `the ${isResponse ? ofResponse(spoil, name) : name}` : name;
  return `${spoil.added.toFixed(2)} ms of ${figure}`;
}

/** How much lateness may have added to a figure, in words. */
export function mostWords(spoil: Spoil, rule: LatenessRule): string {
  if (spoil.unit === "share")
    return `at most ${share(spoil.most)}, ${share(rule.share)} of the share that is attained, and none where they decide`;
  return `at most ${spoil.most.toFixed(2)} ms, the larger of ${rule.ms} ms and ${share(rule.share)} of ${nameOf(spoil)}`;
}

/** The note of an objective that is not judged because its figure is spoiled. */
export function spoiledNote(spoil: Spoil, rule: LatenessRule): string {
  const whose = spoil.receiving ? "its machine's stalls while answers came" : "the generator's lateness";
  return `${spoilWords(spoil, false)} is ${whose}: ${mostWords(spoil, rule)}`;
}

function ofResponse({ statistic }: Spoil, name: string): string {
  return statistic === "max" ? "longest response" : `response ${name}`;
}

function nameOf({ time, statistic }: Spoil): string {
  const name =
    statistic === "max" ? "longest" : statistic === "mean" ? "mean" : percentileLabel(`p${statistic}`);
  return time === "response" ? name : `${LATENCIES[time].title} ${name}`;
}

function share(value: number): string {
  return `${Number((value * 100).toPrecision(4))} %`;
}
