import { printable } from "../../core/format.ts";
import type { GateMetricResult, GateResult } from "../../result/gate-result.ts";
import { loadWords } from "../words.ts";
import type { GateExport } from "./gate-export.ts";

const SUITE = "plimsoll gate";
const CLASS = "plimsoll.gate";

/**
 * A gate as JUnit XML, in the dialect that GitLab, Jenkins and the common actions of GitHub read: one test case for each metric, whose
 * names are unique, because GitLab takes only the first of two that are alike. FAIL is a failure, ERROR an error, and
 * INCONCLUSIVE a test that was skipped, since nothing is claimed.
 */
export const junit: GateExport = {
  title: "JUnit XML, for the test reports of GitLab, Jenkins and GitHub actions",
  render(result) {
    const { metrics, startedAt, seed, plimsollVersion, load } = result;
    const count = (answer: GateMetricResult["answer"]) =>
      metrics.filter((metric) => metric.answer === answer).length;
    const counts = { tests: metrics.length, failures: count("fail"), errors: count("error") };
    const time = secondsOf(result);
    const suite = {
      name: SUITE,
      ...counts,
      skipped: count("inconclusive"),
      time,
      timestamp: startedAt.slice(0, 19),
    };
    const properties = {
      plimsoll: plimsollVersion,
      seed,
      "rate per second": load.plannedPerSec ?? loadWords(result),
    };
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites${attributes({ name: SUITE, ...counts, time })}>`,
      `  <testsuite${attributes(suite)}>`,
      "    <properties>",
      ...Object.entries(properties).map(([name, value]) => `      <property${attributes({ name, value })}/>`),
      "    </properties>",
      ...metrics.flatMap((metric) => caseLines(metric, result)),
      `    <system-out>${escaped(result.verdict.sentence)}</system-out>`,
      "  </testsuite>",
      "</testsuites>",
      "",
    ].join("\n");
  },
};

/** The time that all runs of the gate took, s. */
function secondsOf({ pairs, load }: GateResult): string {
  const spentMs = pairs
    .flatMap(({ baseline, candidate }) => [baseline, candidate])
    .reduce(
      (sum, { attempts, search }) => sum + (search?.spentMs ?? attempts * (load.warmupMs + load.measureMs)),
      0,
    );
  return (spentMs / 1000).toFixed(3);
}

function caseLines(metric: GateMetricResult, { verdict }: GateResult): string[] {
  const { figure, answer, sentence } = metric;
  const head = `    <testcase${attributes({ classname: CLASS, name: figure, time: "0" })}>`;
  const said = attributes({ message: sentence, type: answer });
  const body: Readonly<Record<GateMetricResult["answer"], string[]>> = {
    pass: [],
    fail: [`      <failure${said}>${escaped(verdict.sentence)}</failure>`],
    error: [`      <error${said}>${escaped(verdict.sentence)}</error>`],
    inconclusive: [`      <skipped${attributes({ message: sentence })}/>`],
  };
  return [head, ...body[answer], `      <system-out>${escaped(sentence)}</system-out>`, "    </testcase>"];
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** A text as XML holds it; characters that XML forbids, such as controls, are made visible. */
function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
