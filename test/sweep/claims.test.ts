import { expect, test } from "vitest";
import { checkClaims } from "../../src/commands/claims.ts";
import { runOptionsSchema } from "../../src/config/run-options.ts";
import { renderClaims } from "../../src/report/sweep/claims-text.ts";
import { type ClaimsResult, claimsResultSchema } from "../../src/result/claims-result.ts";
import { CLAIMS } from "../../src/sweep/claims/index.ts";
import { type ClaimPair, judgeClaim } from "../../src/sweep/claims/judge-claim.ts";
import { shareOfCapacity } from "../../src/sweep/claims/share-of-capacity.ts";
import { goodRun } from "../report/run/fixture.ts";

const int8 = CLAIMS.find(({ id }) => id === "int8-speed");
if (int8 === undefined) throw new Error("no such claim");

/** Pairs of which B is so many times as fast, give or take. */
function pairs(ratios: readonly number[]): ClaimPair[] {
  const side = (inferencesPerSec: number) => ({ inferencesPerSec, p50Ms: 1, p95Ms: 2, tailMs: 1 });
  return ratios.map((ratio) => ({ a: side(1000), b: side(1000 * ratio) }));
}

test.each(CLAIMS.map((claim) => [claim.id, claim] as const))("%s compares two possible runs", (_, claim) => {
  for (const { options, capacityShare } of [claim.a, claim.b]) {
    expect(runOptionsSchema.safeParse(options).error).toBeUndefined();
    expect(capacityShare === undefined).toBe("concurrency" in options);
  }
  expect(claim.a).not.toEqual(claim.b);
  expect(claim.compares.length).toBeGreaterThan(0);
});

test("no two claims share a name", () => {
  expect(new Set(CLAIMS.map(({ id }) => id)).size).toBe(CLAIMS.length);
});

test.each([
  [[2.5, 2.6, 2.7, 2.5, 2.6, 2.8, 2.4], "holds"],
  [[1.5, 1.6, 1.4, 1.5, 1.5, 1.6, 1.7], "does not hold"],
  [[5.5, 5.6, 5.4, 5.5, 5.5, 5.6, 5.7], "does not hold"],
  [[1.9, 2.1, 2.2, 1.8, 2.0, 2.1, 1.9], "not shown"],
  [[2.5, 2.6, 2.7, 2.5, 2.6], "not shown"],
  [[], "not shown"],
])("int8 %j times as fast: two to four times %s", (ratios, verdict) => {
  expect(judgeClaim(int8, pairs(ratios)).verdict).toBe(verdict);
});

test("a claim of two figures holds only where both do", () => {
  const claim = { ...int8, compares: [...int8.compares, { figure: "p95Ms" as const, from: 1.5 }] };
  const judged = judgeClaim(claim, pairs([3, 3.1, 2.9, 3, 3, 3.1]));
  expect(judged.compares.map(({ verdict }) => verdict)).toEqual(["holds", "does not hold"]);
  expect(judged.verdict).toBe("does not hold");
});

test("a figure that a run was too short for leaves its pair out", () => {
  const [first, ...others] = pairs([3, 3, 3, 3, 3, 3, 3]);
  const none = { inferencesPerSec: null, p50Ms: null, p95Ms: null, tailMs: null };
  expect(judgeClaim(int8, [{ a: (first as ClaimPair).a, b: none }, ...others]).compares[0]?.pairs).toBe(6);
});

test("what is printed says claimed, measured and whether it holds", () => {
  const result = claimsResultSchema.parse({
    schemaVersion: 1,
    kind: "claims",
    plimsollVersion: "0",
    command: [],
    startedAt: "2026-11-22T00:00:00Z",
    partial: true,
    seed: 1,
    environment: {},
    claims: [judgeClaim(int8, pairs([2.5, 2.6, 2.7, 2.5, 2.6, 2.8])), judgeClaim(int8, [])],
  });
  const text = renderClaims(result, { colour: false });
  expect(text).toContain("HOLDS");
  expect(text.replace(/\s+/g, " ")).toContain("2.60 times (95 % 2.50 to 2.80, 6 pairs); claimed 2 to 4");
  expect(text).toContain("no pair of valid runs");
  expect(text).toContain("interrupted");
});

test("a share of capacity is one of what a valid run answered, and nothing where it was not valid or answered nothing", () => {
  const at = (achievedPerSec: number | null, valid = true) => {
    const run = goodRun();
    return shareOfCapacity(
      { ...run, load: { ...run.load, achievedPerSec }, verdict: { ...run.verdict, valid } },
      0.3,
    );
  };
  expect(at(200)).toBeCloseTo(60);
  expect([at(200, false), at(0), at(null)]).toEqual([null, null, null]);
});

test("a claim whose rates are not known is not shown, and says why", () => {
  const judged = judgeClaim(int8, [], "no valid run showed the capacity");
  expect(judged).toMatchObject({ verdict: "not shown", unmeasured: "no valid run showed the capacity" });
  const [run] = claimsResultSchema.shape.claims.parse([judged]);
  const result = { environment: {}, partial: false, claims: [run] } as unknown as ClaimsResult;
  const text = renderClaims(result, { colour: false }).replace(/\s+/g, " ");
  expect(text).toContain("NOT SHOWN");
  expect(text).toContain("not measured: no valid run showed the capacity");
  expect(text).not.toContain("pair of valid runs");
});

test("options that the claims settle themselves are refused", async () => {
  const refused = checkClaims({ batch: ["1"], goal: "latency" });
  await expect(refused).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining("batch and goal"),
  });
});
