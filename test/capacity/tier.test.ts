import { expect, it } from "vitest";
import { parseTier } from "../../src/capacity/tier.ts";

const read = (text: string) => {
  const tier = parseTier(text);
  return "problem" in tier
    ? tier.problem
    : { name: tier.name, objectives: tier.objectives.map((one) => one.text) };
};

it("reads a name and objectives, and limits of an attainment that semicolons divide", () => {
  expect(read("gold: p99<=20ms; errors<=0.1%")).toEqual({
    name: "gold",
    objectives: ["p99<=20ms", "errors<=0.1%"],
  });
  expect(read("p95<=1s")).toEqual({ name: "p95<=1s", objectives: ["p95<=1s"] });
  expect(read("chat users: attainment(ttft<=200ms,tpot<=30ms)>=99%;p99<=2s")).toEqual({
    name: "chat users",
    objectives: ["attainment(ttft<=200ms,tpot<=30ms)>=99%", "p99<=2s"],
  });
});

it("says what is wrong with a tier that has none, or one that is none", () => {
  expect(read("gold:")).toContain("a tier is a name and objectives");
  expect(read("")).toContain("a tier is a name and objectives");
  expect(read("gold: p99<=fast")).toContain('"fast" is not a limit for p99');
});
