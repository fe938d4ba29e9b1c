import { describe, expect, it } from "vitest";
import { costOfTokens } from "../../src/cost/hosted/cost-of-tokens.ts";
import { parseHostedSpec } from "../../src/cost/hosted/hosted-spec.ts";
import { statedOffer } from "../../src/cost/hosted/offer.ts";
import { parseRequestTokens } from "../../src/cost/hosted/request-tokens.ts";
import { evenPerSec, findBreakEven } from "../../src/planning/hosted/break-even.ts";

describe("what is given", () => {
  it.each([
    ["500/200", { input: 500, output: 200 }],
    ["/200", { input: null, output: 200 }],
    ["500/0", { input: 500, output: 0 }],
  ])("tokens %s", (text, tokens) => {
    expect(parseRequestTokens(text)).toEqual(tokens);
  });

  it.each([
    ["0/0", /more than 0/],
    ["0/200", /more than 0/],
    ["-5/200", /more than 0/],
    ["5/-1", /fewer than 0/],
    ["500", /expected tokens/],
    ["500/", /expected tokens/],
    ["a/b", /two numbers/],
    ["1e9/1", /no model/],
    ["1/2/3", /expected tokens/],
  ])("tokens %s are none", (text, why) => {
    expect(parseRequestTokens(text)).toEqual({ problem: expect.stringMatching(why) });
  });

  it("a model is a provider and a name, which may have slashes of its own, or a name with prices", () => {
    expect(parseHostedSpec("OpenRouter/meta-llama/llama-3.1-8b")).toMatchObject({
      kind: "listed",
      provider: "openrouter",
      model: "meta-llama/llama-3.1-8b",
    });
    expect(parseHostedSpec("gpt-4o")).toMatchObject({ kind: "listed", provider: null, model: "gpt-4o" });
    expect(parseHostedSpec("ours = 0.15/0.60/0.075")).toMatchObject({
      kind: "stated",
      name: "ours",
      inputPerMillion: 0.15,
      outputPerMillion: 0.6,
      cachedPerMillion: 0.075,
    });
  });

  it.each([
    "",
    "openai/",
    "/gpt",
    "a=1",
    "a=1/2/3/4",
    "a=x/1",
    "a=-1/2",
    "a=0/0",
    "a=1/20000",
    "a=1=2",
    "a=1/2/x",
  ])("%j is no hosted model", (text) => {
    expect(parseHostedSpec(text)).toHaveProperty("problem");
  });
});

describe("what tokens cost", () => {
  const offer = (text: string) => {
    const spec = parseHostedSpec(text);
    if ("problem" in spec || spec.kind !== "stated") throw new Error("stated prices are needed");
    return statedOffer(spec);
  };
  const tokens = { inputs: [500], output: 200, cachedShare: 0, itemsPerRequest: 1 };

  it("is each token at its price", () => {
    // 500 · $0.15 / 10⁶ + 200 · $0.60 / 10⁶ = $0.000075 + $0.000120 = $0.000195; of 700 tokens, so $0.2786 per million.
    const costs = costOfTokens(tokens, offer("ours=0.15/0.60").costOf);
    expect(costs.perRequest).toBeCloseTo(0.000195, 12);
    expect(costs.perMillionRequests).toBeCloseTo(195, 6);
    expect(costs.perMillionTokens).toBeCloseTo(195 / 700, 9);
  });

  it("has cached input at its own price only where one is stated", () => {
    const cached = { ...tokens, cachedShare: 0.4 };
    // 300 · $0.15 + 200 · $0.075 + 200 · $0.60 = $45 + $15 + $120 per million requests.
    expect(costOfTokens(cached, offer("ours=0.15/0.60/0.075").costOf).perMillionRequests).toBeCloseTo(180, 6);
    expect(costOfTokens(cached, offer("ours=0.15/0.60").costOf).perMillionRequests).toBeCloseTo(195, 6);
  });

  it("counts each input of a request by itself", () => {
    expect(
      costOfTokens({ ...tokens, itemsPerRequest: 8 }, offer("ours=0.15/0.60").costOf).perMillionRequests,
    ).toBeCloseTo(8 * 195, 6);
  });

  it("has the tier of each input, never that of the mean", () => {
    // Up to 200,000 tokens at $3 per million, above at $6 for the whole request: 100,000 · $3 = $0.30 and 300,000 · $6 = $1.80, on average $1.05;
    // their mean, 200,000 tokens, would cost $0.60.
    const tiered = ({ input }: { readonly input: number }) => (input * (input > 200_000 ? 6 : 3)) / 1e6;
    const costs = costOfTokens({ ...tokens, inputs: [100_000, 300_000] }, tiered);
    expect(costs.perRequest).toBeCloseTo(1.05, 9);
    expect(costs.meanInput).toBe(200_000);
  });
});

describe("from which demand on a fleet costs no more", () => {
  /** One replica computes 2 requests per second, so that many carry 2 each; $1 an hour. */
  const fleet = {
    machine: "half",
    pricePerHour: 1,
    spare: 0,
    mostPerSec: 2,
    busiestToMean: 1,
    most: 40,
  };
  const twoEach = async (replicas: number, busiestPerSec: number) => busiestPerSec <= 2 * replicas;

  it("is where the steps of its replicas cross the line of the hosted model", async () => {
    // At $0.000195 a request, k replicas cost as much at k · 1/(3600 · 0.000195) = k · 1.4245/s: 1.4245, 2.849, 4.274, 5.698.
    // One replica carries 2/s, so it pays from 1.4245/s on. At 2/s a second one is needed, which costs as much at 2.849/s only; at 4/s a third,
    // at 4.274/s only; at 6/s a fourth, which has paid since 5.698/s. So from three on, at 4.274/s, the fleet always costs no more.
    const even = await findBreakEven(fleet, 0.000195, twoEach);
    expect(even.state).toBe("found");
    expect(even.pays?.replicas).toBe(1);
    expect(even.pays?.meanPerSec).toBeCloseTo(1.4245, 4);
    expect(even.alwaysPays?.replicas).toBe(3);
    expect(even.alwaysPays?.meanPerSec).toBeCloseTo(4.2735, 4);
    expect(even.words).toMatch(
      /from 1\.42\/s on, 1 × half costs no more .* until from 4\.27\/s on \(3 of them/,
    );
  });

  it("holds a day with a peak against its mean", async () => {
    // The busiest hour is twice the mean, so 2/s at the busiest are 1/s on average: one replica would have to carry 2.849/s, and computes 2.
    const even = await findBreakEven({ ...fleet, busiestToMean: 2 }, 0.000195, twoEach);
    expect(even.state).toBe("never");
    expect(even.pays).toBeNull();
    // $1 · 2 / (3600 · 2/s) = $0.000278 a request, $278 per million, and hosted $195.
    expect(even.words).toMatch(/at least \$278 through a day like this, and the hosted model costs \$195/);
  });

  it("needs several replicas where many carry more each than one does", async () => {
    // k replicas carry 2k − 1, so 1, 3, 5, 7: one would pay at 1.4245/s and carries 1; two at 2.849/s and carry 3.
    const even = await findBreakEven(fleet, 0.000195, async (k, rate) => rate <= 2 * k - 1);
    expect(even.pays?.replicas).toBe(2);
    expect(even.pays?.meanPerSec).toBeCloseTo(2.849, 4);
    // k carry what k + 1 cost: 2k − 1 ≥ 1.4245 (k + 1) from k = 4.21 on, so five, at 7.1225/s.
    expect(even.alwaysPays?.replicas).toBe(5);
    expect(even.alwaysPays?.meanPerSec).toBeCloseTo(7.1225, 4);
  });

  it("pays for spare replicas too", async () => {
    // One and a spare one cost $2 an hour, as much as 2.849/s, and one carries 2; two and a spare one $3: 4.274/s, and they carry 4;
    // three and a spare one $4: 5.698/s, and they carry 6.
    const even = await findBreakEven({ ...fleet, spare: 1 }, 0.000195, twoEach);
    expect(even.pays?.replicas).toBe(4);
    expect(even.pays?.meanPerSec).toBeCloseTo(5.698, 3);
    expect(evenPerSec({ pricePerHour: 1, spare: 1 }, 3, 0.000195)).toBeCloseTo(5.698, 3);
  });

  it("is nowhere where a replica that is always full costs more, and nothing is simulated for that", async () => {
    const even = await findBreakEven(fleet, 0.0001, () => Promise.reject(new Error("nothing to simulate")));
    expect(even.state).toBe("never");
    // $1 / (3600 · 2/s) = $139 per million.
    expect(even.words).toMatch(/at least \$139, and the hosted model costs \$100/);
    expect((await findBreakEven(fleet, 0, twoEach)).state).toBe("never");
  });

  it("is not told where no number that was tried pays, though a full replica would", async () => {
    const even = await findBreakEven(fleet, 0.000195, async (k, rate) => rate <= 1.3 * k);
    expect(even.state).toBe("beyond");
    expect(even.words).toMatch(/up to 40 replicas of half, 57\.0\/s on average/);
  });
});
