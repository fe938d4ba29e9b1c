import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HOSTED_PRICES, listedOffer } from "../../src/store/hosted-prices.ts";

const AT = "2026-11-30T12:00:00.000Z";

function offer(given: string, at = AT) {
  const slash = given.indexOf("/");
  const provider = slash < 0 ? null : given.slice(0, slash);
  return listedOffer({ kind: "listed", given, provider, model: given.slice(slash + 1) }, at);
}

const tokens = (input: number, output: number, cached = 0) => ({ input, output, cached });

describe("prices of hosted models that ship with a package", () => {
  it("are of the version whose day is told", () => {
    const read = (path: string) => JSON.parse(readFileSync(join(import.meta.dirname, "../..", path), "utf8"));
    expect(read("package.json").dependencies[HOSTED_PRICES.package]).toBe(HOSTED_PRICES.version);
    expect(read(`node_modules/${HOSTED_PRICES.package}/package.json`).version).toBe(HOSTED_PRICES.version);
  });

  it("cost each token what is listed", async () => {
    const { listedAs, input, output, cached, costOf, contextTokens } = await offer("openai/gpt-4o-mini");
    expect({ listedAs, contextTokens }).toEqual({ listedAs: "openai/gpt-4o-mini", contextTokens: 128_000 });
    expect([input.perMillion, output?.perMillion, cached?.perMillion]).toEqual([0.15, 0.6, 0.075]);
    // 500 · $0.15 + 200 · $0.60 = $75 + $120 per million requests.
    expect(costOf(tokens(500, 200)) * 1e6).toBeCloseTo(195, 6);
    // 300 · $0.15 + 200 · $0.075 + 200 · $0.60 = $45 + $15 + $120.
    expect(costOf(tokens(500, 200, 200)) * 1e6).toBeCloseTo(180, 6);
  });

  it("have tiers that hold for a whole request", async () => {
    const { costOf, input } = await offer("anthropic/claude-sonnet-4-5");
    expect(input).toEqual({ perMillion: 3, longer: [{ aboveTokens: 200_000, perMillion: 6 }] });
    // 200,000 · $3 + 1,000 · $15 = $0.615; above 200,000 tokens of input $6 and $22.50: 300,000 · $6 + 1,000 · $22.50 = $1.8225.
    expect(costOf(tokens(200_000, 1000))).toBeCloseTo(0.615, 9);
    expect(costOf(tokens(300_000, 1000))).toBeCloseTo(1.8225, 9);
  });

  it("that depend on the time of the day are told at their dearest, whatever the time is, and at their cheapest", async () => {
    for (const hour of ["02", "12", "20"]) {
      const { costOf, cheapestCostOf } = await offer(
        "deepseek/deepseek-chat",
        `2026-11-30T${hour}:15:00.000Z`,
      );
      expect(cheapestCostOf?.(tokens(1000, 1000))).toBeLessThan(costOf(tokens(1000, 1000)));
      expect(costOf(tokens(1000, 1000))).toBe(
        (await offer("deepseek/deepseek-chat")).costOf(tokens(1000, 1000)),
      );
    }
    expect((await offer("openai/gpt-4o-mini")).cheapestCostOf).toBeNull();
  });

  it("say which model of the table another name is taken for", async () => {
    const { listedAs, notes } = await offer("openai/gpt-4o-mini-2024-07-18");
    expect(listedAs).toBe("openai/gpt-4o-mini");
    expect(notes.join()).toMatch(/is openai\/gpt-4o-mini by the rules of the table/);
  });

  it.each([
    ["gpt-4o-mini", /does not say who hosts it/, /openai\/gpt-4o-mini/],
    ["opneai/gpt-4o-mini", /has no provider opneai/, /did you mean openai\/gpt-4o-mini/],
    ["acme/llama", /has no provider acme/, /anthropic, .*openai.*llama=0\.15\/0\.60/],
    ["openai/gpt-4o-mimi", /no such model of openai/, /did you mean openai\/gpt-4o-mini/],
    ["openai/mini-gpt-large", /no such model of openai/, /did you mean openai\/\S*mini/],
    ["groq/whisper-large-v3", /no price for tokens of input/, /answers to text/],
  ])("%s is refused, and what is there is offered", async (given, message, fix) => {
    await expect(offer(given)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
      fix: expect.stringMatching(fix),
    });
  });
});
