import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { planGate } from "../../../src/commands/gate/plan-gate.ts";
import { askedMetrics } from "../../../src/commands/gate/ruled-metrics.ts";
import { areSame, sidesOf } from "../../../src/commands/gate/sides.ts";
import { parseGateOptions } from "../../../src/config/gate-options.ts";
import { createHost } from "../../../src/host/real-host.ts";

const optionsOf = (values: Record<string, unknown>) =>
  parseGateOptions([{ values, spell: (option) => option }]).options;
const looksOf = (values: Record<string, unknown>) => {
  const options = optionsOf(values);
  return planGate(options, askedMetrics(options, {}, createHost())).plan.looks;
};

test.each<[Record<string, unknown>, number[]]>([
  [{}, [7, 14]],
  [{ maxPairs: 7, metric: ["p50"] }, [7]],
  [{ pairs: 10 }, [10, 20]],
  [{ pairs: 8, maxPairs: 40 }, [8, 18, 40]],
  [{ alpha: "1%" }, [10, 20]],
])("%j is judged after %j pairs", (values, looks) => {
  expect(looksOf(values)).toEqual(looks);
});

test.each<[Record<string, unknown>, RegExp]>([
  [{ pairs: 5 }, /--pairs 5 can show nothing .* 7 pairs are needed/],
  [{ maxPairs: 4 }, /--max-pairs 4 can show nothing .* 6 pairs are needed/],
  [{ pairs: 9, maxPairs: 8 }, /--max-pairs 8 is less than --pairs 9/],
  [{ metric: ["p50", "p50:3%"] }, /metric p50 is given twice/],
])("%j is refused", (values, message) => {
  expect(() => looksOf(values)).toThrow(message);
});

test("rules are taken for the scenario and its levels, and their mistakes are usage errors with the place", () => {
  const options = (rules: unknown) => optionsOf({ rules });
  const traffic = { scenario: "steady" };
  const ids = (rules: unknown) =>
    askedMetrics(options(rules), traffic, createHost()).map(({ figure }) => figure.id);
  expect(
    ids([
      { metric: "p99", scenario: "st*" },
      { metric: "p50", scenario: "spike*" },
    ]),
  ).toEqual(["p99"]);
  expect(() => ids([{ metric: "p51" }, { objective: "p99" }])).toThrow(
    /gate.rules: rule 1: [\s\S]*gate.rules: rule 2: /,
  );
  expect(() => ids("no-such-file.yaml")).toThrow("rules file no-such-file.yaml cannot be read");
});

test("mistakes of form and of content in a file of rules are told at once", () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-rules-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const ids = (text: string) => {
    writeFileSync(join(folder, "rules.yaml"), text);
    const host = { ...createHost(), cwd: folder };
    return () => askedMetrics(optionsOf({ rules: "rules.yaml" }), { scenario: "steady" }, host);
  };
  expect(ids("- metric: p51\n- metrik: p99\n- objective: p99\n- metric: p50\n")).toThrow(
    /rule 2: a rule has no metrik[\s\S]*rule 1: "p51" is no figure[\s\S]*rule 3: /,
  );
  expect(ids("- metrik: p99\n- {metric: p50, scenario: other}\n")).toThrow(
    /^rules.yaml: rule 1: a rule has no metrik$/,
  );
});

test("a value of a side that is wrong is said with the side, before anything is measured", () => {
  const wrong = () => sidesOf(optionsOf({ baseline: "--max-batch 8", candidate: "--max-batch x" }));
  expect(wrong).toThrow('--candidate: --max-batch: expected a number (found "x")');
});

test("sides are read by what they are, and two that are given alike are one and the same", () => {
  const sides = sidesOf(
    optionsOf({ baseline: "serve --port {port}", candidate: "--max-batch 8 --model big.onnx" }),
  );
  expect(sides.baseline).toEqual({ by: "command", given: "serve --port {port}" });
  expect(sides.candidate).toMatchObject({ by: "options", options: { maxBatch: 8, model: "big.onnx" } });
  expect(areSame(sides)).toBe(false);
  const url = "http://127.0.0.1:8000";
  expect(areSame(sidesOf(optionsOf({ baselineUrl: url, candidateUrl: url })))).toBe(true);
});
