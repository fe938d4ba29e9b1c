import { expect, it } from "vitest";
import { renderScenarioList, sparkline } from "../../../src/report/run/scenario-list.ts";

it("draws one block per value on a scale from 0, and nothing where nothing is planned", () => {
  expect(sparkline([0, 1, 4, 8])).toBe(" ▂▅█");
  expect(sparkline([5, 5, 5])).toBe("███");
  expect(sparkline([0, 0])).toBe("  ");
});

it("shows a line per scenario, its description below, and what is wrong with one that is not valid", () => {
  const text = renderScenarioList([
    { name: "mine", source: "working directory", problem: "the file is not valid:\n  - name: missing" },
    {
      name: "steady-state",
      source: "package",
      problem: null,
      description: "Requests of many users. ".repeat(10).trim(),
      model: "textenc",
      load: "sessions",
      measureMs: 30_000,
      meanPerSec: 12,
      ratePerSec: [8, 16, 12],
    },
  ]);
  const lines = text.split("\n");
  expect(lines.slice(0, 5)).toEqual([
    "working directory:",
    "mine          not valid",
    "    the file is not valid:",
    "    - name: missing",
    "package:",
  ]);
  expect(lines[5]).toBe("steady-state  ▅█▇  12.0/s sessions, 30 s, textenc");
  expect(lines.length).toBe(9);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
});
