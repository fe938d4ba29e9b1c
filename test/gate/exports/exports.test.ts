import { describe, expect, it, test } from "vitest";
import { GATE_EXPORTS } from "../../../src/gate/exports/index.ts";
import type { GateResult } from "../../../src/result/gate-result.ts";
import { gateOf, metricsNamed, pairOf, pairsOf, runOf, spoiledRun } from "../fixture.ts";

const ABSENT = metricsNamed("ttft.p50");
const GATES: Readonly<Record<string, GateResult>> = {
  pass: gateOf(pairsOf(1)),
  fail: gateOf(pairsOf(1.3)),
  inconclusive: gateOf(pairsOf(1.05)),
  error: gateOf(pairsOf(1, 1), { metrics: ABSENT }),
  spoiled: gateOf([pairOf(spoiledRun(), runOf(1))]),
  confirmed: gateOf(pairsOf(1.3), { confirm: true, confirmation: pairsOf(1.3) }),
  interrupted: gateOf([], { partial: true }),
};

/** Forms of numbers alone: they have no place for a metric without one. */
const NUMBERS = ["bencher", "benchmark-smaller", "benchmark-bigger"];

test.each(Object.keys(GATE_EXPORTS).filter((name) => !NUMBERS.includes(name) && name !== "annotations"))(
  "%s has every metric of every gate, and leaves the gate as it is",
  (name) => {
    for (const gate of Object.values(GATES)) {
      const before = JSON.stringify(gate);
      const text = GATE_EXPORTS[name as keyof typeof GATE_EXPORTS].render(gate);
      for (const { title, figure } of gate.metrics)
        expect(text.includes(title) || text.includes(figure)).toBe(true);
      expect(text.endsWith("\n")).toBe(true);
      expect(JSON.stringify(gate)).toBe(before);
    }
  },
);

/** The elements of a well-formed document, each with its attributes. @throws Error where a tag is not closed by its own */
function elementsOf(xml: string): { name: string; attributes: Record<string, string> }[] {
  const open: string[] = [];
  const elements: { name: string; attributes: Record<string, string> }[] = [];
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "");
  expect(body.replace(/<[^<>]*>/g, "")).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|apos);)/);
  for (const [, end, name = "", rest = "", closed] of body.matchAll(
    /<(\/)?([\w-]+)((?:\s[\w-]+="[^"<]*")*)\s*(\/)?>/g,
  )) {
    if (end) expect(open.pop()).toBe(name);
    else {
      const attributes = Object.fromEntries(
        [...rest.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]),
      );
      elements.push({ name, attributes });
      if (!closed) open.push(name);
    }
  }
  expect(open).toEqual([]);
  return elements;
}

describe("JUnit", () => {
  const xmlOf = (gate: GateResult | undefined) => GATE_EXPORTS.junit.render(gate as GateResult);

  it.each([
    ["pass", { failures: "0", errors: "0", skipped: "0" }, []],
    ["fail", { failures: "2", errors: "0", skipped: "0" }, ["failure", "failure"]],
    ["inconclusive", { failures: "0", errors: "0", skipped: "2" }, ["skipped", "skipped"]],
    ["error", { failures: "0", errors: "1", skipped: "1" }, ["error", "skipped"]],
  ])(
    "%s: as many test cases as metrics, each with its own name, and with what it ended in",
    (name, counts, ends) => {
      const gate = GATES[name];
      const elements = elementsOf(xmlOf(gate));
      const [root, suite] = elements;
      expect(root?.name).toBe("testsuites");
      expect(suite).toMatchObject({
        name: "testsuite",
        attributes: { tests: String(gate?.metrics.length), ...counts },
      });
      const cases = elements
        .filter((one) => one.name === "testcase")
        .map(({ attributes }) => attributes.name);
      expect(new Set(cases).size).toBe(gate?.metrics.length);
      expect(
        elements.filter((one) => ["failure", "error", "skipped"].includes(one.name)).map((one) => one.name),
      ).toEqual(ends);
    },
  );

  it("holds what a server or a user wrote as text, whatever it is", () => {
    const verdict = { answer: "fail" as const, sentence: 'a "<b>&\u0000\u001b[31m' };
    const xml = xmlOf({ ...gateOf(pairsOf(1.3)), verdict });
    elementsOf(xml);
    expect(xml).toContain("a &quot;&lt;b&gt;&amp;␀␛[31m");
  });
});

describe("Markdown", () => {
  it("says verdict and metrics at once, and folds everything else", () => {
    const text = GATE_EXPORTS.markdown.render(GATES.fail as GateResult);
    expect(text).toMatch(
      /^### Performance gate: FAIL\n\nThe candidate is worse: p50 of the response time is 30 % worse/,
    );
    const [head = "", folded = ""] = text.split("<details>");
    expect(head.split("\n").filter((line) => line.startsWith("|"))).toHaveLength(2 + 3);
    expect(folded.match(/^\| \d /gm)).toHaveLength(7);
  });

  it("keeps every row of a table as wide as its head, whatever is written in it", () => {
    const foreign = "x | <img src=x> `code` *bold*\nnext";
    const gate = gateOf(pairsOf(1.3), {
      sides: { baseline: { by: "command", given: foreign }, candidate: { by: "command", given: foreign } },
    });
    const text = GATE_EXPORTS.markdown.render({ ...gate, verdict: { answer: "fail", sentence: foreign } });
    expect(text).not.toMatch(/(?<!`[^`\n]*)<img/);
    expect(text).toContain("x \\| &lt;img src=x> \\`code\\` \\*bold\\* next");
    const widths = text
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .map((line) => line.replaceAll("\\|", "").split("|").length);
    expect(new Set(widths.slice(0, 5)).size).toBe(1);
  });
});
