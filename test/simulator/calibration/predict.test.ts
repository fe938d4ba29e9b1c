import { describe, expect, it } from "vitest";
import type { ServiceModelDocument } from "../../../src/result/service-model.ts";
import type { StackLaw } from "../../../src/result/stack-law.ts";
import { fitSeries } from "../../../src/simulator/calibration/fit-series.ts";
import { type ClosedLoad, predictClosedLoop } from "../../../src/simulator/calibration/predict.ts";
import { predictRow } from "../../../src/simulator/calibration/predict-table.ts";
import { readTable } from "../../../src/simulator/calibration/read-table.ts";
import { isRefusal, seriesOf } from "../../../src/simulator/calibration/series.ts";
import { LAWS, type TidyRow, tidyTable } from "./tables.ts";

/** A server whose executions take exactly `1 + batch` ms, with no way to it and the given law. */
function exactly(law: Partial<StackLaw>, most = 8): ServiceModelDocument {
  const rows = [1, 2, 4, 8, 16].filter((batch) => batch <= most);
  const table = tidyTable(rows.map((batch) => ({ client_batch: batch, compute_infer_ms: 1 + batch })));
  const [series] = seriesOf(readTable(table, "t.csv").rows);
  const model =
    series === undefined
      ? undefined
      : fitSeries(series, LAWS, { file: "", sha256: "", format: "", plimsollVersion: "" });
  if (model === undefined || isRefusal(model) || model.stack === null || model.transfer === null)
    throw new Error("no model");
  return {
    ...model,
    points: model.points.map((point) => ({ ...point, spread: 0 })),
    stack: {
      ...model.stack,
      stepShare: 0,
      stretch: null,
      inputStretch: null,
      groupsAheadPerInstance: 0,
      mergesAhead: false,
      sharing: "in-order",
      ...law,
    },
    transfer: { ...model.transfer, baseMs: 1e-9, exponent: 0 },
  };
}

function predict(model: ServiceModelDocument, load: Partial<ClosedLoad>) {
  const whole = { concurrency: 1, clientBatch: 1, instances: 1, maxBatch: 8, ...load };
  const predicted = predictClosedLoop(model, whole);
  if (isRefusal(predicted)) throw new Error(predicted.refused);
  return predicted;
}

describe("predictClosedLoop", () => {
  it("is exact where a closed loop is", () => {
    // One request is alone: 2 ms. Requests that are never batched take turns: N × 2 ms.
    expect(predict(exactly({}), {}).meanMs).toBeCloseTo(2, 6);
    const turns = predict(exactly({}), { concurrency: 5, maxBatch: 1 });
    expect(turns.meanMs).toBeCloseTo(10, 6);
    expect([turns.p50Ms, turns.p95Ms, turns.spread].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([
      10, 10, 0,
    ]);
    expect(turns.requestsPerSec).toBeCloseTo(500, 6);
    // A saturated server computes nothing but full batches of 8 in 9 ms: each request waits for 40 / 8 of them.
    expect(predict(exactly({}), { concurrency: 40 }).meanMs).toBeCloseTo(45, 6);
  });

  it("counts items in batches and requests in the loop", () => {
    // Batches of 8 items hold two requests of 4: of 8 requests, each waits for four executions of 9 ms.
    const model = predict(exactly({}), { concurrency: 8, clientBatch: 4 });
    expect(model.meanMs).toBeCloseTo(36, 6);
  });

  it("lets instances share a device as the law says", () => {
    const two = { concurrency: 2, instances: 2, maxBatch: 1 };
    expect(predict(exactly({ sharing: "in-order" }), two).meanMs).toBeCloseTo(4, 6);
    const stretched = (idle: number) => exactly({ sharing: "stretched", stretch: { idle, full: idle } });
    expect(predict(stretched(2), two).meanMs).toBeCloseTo(4, 2);
    expect(predict(stretched(1.5), two).meanMs).toBeCloseTo(3, 2);
    expect(predict(stretched(1), two).meanMs).toBeCloseTo(2, 6);
    expect(predict(exactly({ sharing: "one-at-a-time" }), { ...two, instances: 9 }).meanMs).toBeCloseTo(4, 6);
  });

  it("waits in closed groups where the law forms them ahead, and joins them where it merges", () => {
    const load = { concurrency: 8, instances: 1 };
    const takeAll = predict(exactly({}), load);
    const ahead = predict(exactly({ groupsAheadPerInstance: 2 }), load);
    const merged = predict(exactly({ groupsAheadPerInstance: 2, mergesAhead: true }), load);
    expect(ahead.queueMs / ahead.serviceMs).toBeGreaterThan(1.5);
    expect(takeAll.queueMs / takeAll.serviceMs).toBeLessThan(1.3);
    expect(merged.queueMs).toBeLessThan(ahead.queueMs);
  });

  it("says nothing outside of what was measured, unless it is told to, and marks it then", () => {
    const model = exactly({}, 4);
    const load = { concurrency: 8, clientBatch: 1, instances: 1, maxBatch: 8 };
    expect(predictClosedLoop(model, load)).toEqual({
      refused: "executions of up to 8 items would be formed, and 4 is the largest that was measured",
    });
    expect(predictClosedLoop(model, load, { extrapolate: true })).toMatchObject({ extrapolated: true });
    expect(predictClosedLoop(model, { ...load, concurrency: 4 })).toMatchObject({ extrapolated: false });
    expect(predictClosedLoop(model, { ...load, concurrency: 1e9 }, { extrapolate: true })).toEqual({
      refused: "1000000000 requests outstanding are more than the 20000 that are simulated",
    });
    expect(predictClosedLoop({ ...model, stack: null }, { ...load, maxBatch: 4 })).toHaveProperty("refused");
  });

  it("gives the same figures for the same input", () => {
    const load = { concurrency: 12, instances: 2 };
    const model = exactly({
      groupsAheadPerInstance: 2,
      sharing: "stretched",
      stretch: { idle: 1.2, full: 2 },
    });
    expect(predict(model, load)).toEqual(predict(model, load));
  });
});

describe("predictRow", () => {
  it("says which option states what the table does not", () => {
    const rows = (usual: TidyRow) =>
      seriesOf(
        readTable(
          tidyTable([{ compute_infer_ms: 2 }, { scenario: "online", concurrency: 2, avg_ms: 5 }], usual),
          "t.csv",
        ).rows,
      );
    const refused = (usual: TidyRow) => {
      const [series] = rows(usual);
      const [row] = series?.online ?? [];
      if (series === undefined || row === undefined) throw new Error("no row");
      return predictRow(row, series, exactly({}), false).refused;
    };
    expect(refused({ instances: "" })).toContain("--instances states none");
    expect(refused({ max_batch: "" })).toContain("--max-batch states none");
    expect(refused({})).toBeNull();
  });
});
