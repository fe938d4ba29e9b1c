import { expect, it } from "vitest";
import { runResultSchema } from "../../src/result/run-result.ts";
import { goodRun } from "../report/run/fixture.ts";

it("reads results that were written before the generator was watched, and of one endpoint only", () => {
  const { generator: _, endpoints: _e, ...old } = goodRun();
  const { driver: _d, concurrency: _c, ...load } = old.load;
  const { confidence: _s, ...response } = old.latencyMs.response;
  const parsed = runResultSchema.parse({ ...old, load, latencyMs: { ...old.latencyMs, response } });
  expect(parsed.generator).toBeNull();
  expect(parsed.endpoints).toEqual([]);
  expect(parsed.load).toMatchObject({ driver: "plimsoll", concurrency: null });
  expect(parsed.latencyMs.response.confidence).toEqual({});
});
