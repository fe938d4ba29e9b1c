import { describe, expect, it } from "vitest";
import { readServiceModel, type ServiceModelDocument } from "../../../src/result/service-model.ts";
import { fitSeries } from "../../../src/simulator/calibration/fit-series.ts";
import { readTable } from "../../../src/simulator/calibration/read-table.ts";
import { isRefusal, seriesOf } from "../../../src/simulator/calibration/series.ts";
import { LAWS, type TidyRow, tidyTable } from "./tables.ts";

const ORIGIN = { file: "t.csv", sha256: "00", format: "tidy", plimsollVersion: "0.0.0" };

function fittedTo(rows: readonly TidyRow[], usual: TidyRow = {}) {
  const [series] = seriesOf(readTable(tidyTable(rows, usual), "t.csv").rows);
  if (series === undefined) throw new Error("no series");
  return fitSeries(series, LAWS, ORIGIN);
}

function model(rows: readonly TidyRow[], usual: TidyRow = {}): ServiceModelDocument {
  const fitted = fittedTo(rows, usual);
  if (isRefusal(fitted)) throw new Error(fitted.refused);
  return fitted;
}

describe("fitSeries", () => {
  it("takes the server's own times where the table has them", () => {
    const parts = (batch: number): TidyRow => ({
      client_batch: batch,
      network_ms: 0.2,
      compute_input_ms: 0.1 * batch,
      compute_infer_ms: 2 + batch,
      compute_output_ms: 0.5,
      avg_ms: 99,
    });
    const { points, range, aloneTransferMs } = model([parts(4), parts(1)], { transport: "http" });
    expect(
      points.map(({ batch, inputMs, computeMs, outputMs }) => [batch, inputMs, computeMs, outputMs]),
    ).toEqual([
      [1, 0.1, 3, 0.5],
      [4, 0.4, 6, 0.5],
    ]);
    expect(range).toEqual({ leastBatch: 1, mostBatch: 4, leastLength: 0, mostLength: 0 });
    expect(aloneTransferMs).toBe(0.2);
  });

  it("takes the jitter of executions from percentiles, within bounds", () => {
    const spread = (p95: number) => model([{ avg_ms: 10, p50_ms: 10, p95_ms: p95 }]).points[0]?.spread;
    expect(spread(10 * Math.exp(1.645 * 0.03))).toBeCloseTo(0.03, 9);
    expect(spread(10)).toBe(0.004);
    expect(spread(100)).toBe(0.08);
    expect(model([{ avg_ms: 10 }]).points[0]?.spread).toBe(0.04);
  });

  it("keeps the jitter of runs of ours whose executions are nearly all that the client saw, and says where it cannot", () => {
    const wide = { avg_ms: 10, p50_ms: 10, p95_ms: 10 * Math.exp(1.645 * 0.2) };
    const ofRuns = (computeMs: number) => {
      const table = tidyTable([{ ...wide, compute_infer_ms: computeMs }], { transport: "http" });
      const [series] = seriesOf(readTable(table, "t.csv").rows);
      if (series === undefined) throw new Error("no series");
      const fitted = fitSeries(series, LAWS, { runs: ["a", "b"], plimsollVersion: "0.0.0" });
      if (isRefusal(fitted)) throw new Error(fitted.refused);
      return { spread: fitted.points[0]?.spread, notes: fitted.notes.join() };
    };
    expect(ofRuns(9.5).spread).toBeCloseTo(0.2, 9);
    expect(ofRuns(9.5).notes).not.toContain("vary");
    expect(ofRuns(5)).toEqual({ spread: 0.08, notes: expect.stringContaining("vary by 20 %") });
    // A table may rest on a few requests.
    expect(model([{ ...wide, compute_infer_ms: 9.5 }]).points[0]?.spread).toBe(0.08);
  });

  it("refuses images whose batches travelled over HTTP, and flags what is small", () => {
    // 150,528 floats are 0.6 MB: at 1 GB/s 0.6 ms, in a row that took 2.1 ms.
    const images = fittedTo([{ avg_ms: 2.1 }], { transport: "http", input_elements: 150_528 });
    expect(isRefusal(images) && images.refused).toMatch(
      /travelled over http.* was the transfer, so they are no times/,
    );
    const texts = model([{ avg_ms: 12 }], { transport: "http", input_elements: 128 });
    expect(texts.notes.join()).toContain("travelled over http");
    expect(texts.points[0]?.computeMs).toBeLessThan(12);
    const unknown = model([{ avg_ms: 12 }], { transport: "grpc-localhost" });
    expect(unknown.notes.join()).toContain("how large an item is, is not known");
    // Through shared memory nothing travels.
    expect(model([{ avg_ms: 2.1 }], { transport: "shm-system", input_elements: 150_528 }).notes).toEqual([]);
  });

  it.each<[string, TidyRow[], string]>([
    ["no offline rows", [{ scenario: "online", concurrency: 4, avg_ms: 5 }], "it has no offline rows"],
    [
      "an offline row with several requests",
      [{ concurrency: 2, avg_ms: 5 }],
      "line 2 is an offline row with 2 requests outstanding",
    ],
    [
      "two rows for a batch",
      [{ avg_ms: 5 }, { avg_ms: 6, concurrency: "" }],
      "line 3 is a second offline row for a batch of 1",
    ],
    [
      "an execution that took no time",
      [{ compute_infer_ms: 0 }],
      "line 2 is an offline row whose execution took no time",
    ],
    ["a row without any time", [{ network_ms: 1 }], "line 2 is an offline row without any time"],
  ])("refuses %s", (_, rows, words) => {
    const fitted = fittedTo(rows);
    expect(isRefusal(fitted) && fitted.refused).toContain(words);
  });

  it("says how far measured sizes are off when they are left out", () => {
    const rows = [1, 2, 4].map((batch) => ({ client_batch: batch, compute_infer_ms: 1 + batch }));
    expect(model(rows).residuals).toMatchObject({ medianPercent: 0, worstPercent: 0 });
    expect(model(rows.slice(0, 2)).residuals).toBeNull();
  });

  it("chooses laws by the software, and by nothing of the model", () => {
    const law = (usual: TidyRow) => model([{ avg_ms: 5 }], usual).stack?.id ?? null;
    expect(law({ backend: "pytorch", accelerator: "CUDA" })).toBe("triton-pytorch-cuda");
    expect(law({ backend: "PyTorch", accelerator: "" })).toBe("triton-pytorch");
    expect(law({ backend: "TensorRT", accelerator: "", queue_delay_us: 1 })).toBe("triton-tensorrt-delay");
    expect(law({ backend: "TensorRT", accelerator: "", queue_delay_us: 0 })).toBe("triton-tensorrt");
    expect(law({ backend: "Something else" })).toBeNull();
    expect(law({ series: "tft", backend: "TensorFlow" })).toBe(
      law({ series: "wide-deep", backend: "TensorFlow" }),
    );
  });

  it("writes what it reads", () => {
    const document = model([{ avg_ms: 5 }]);
    expect(readServiceModel(JSON.parse(JSON.stringify(document)), "m.json")).toEqual(document);
    expect(() => readServiceModel({ ...document, points: [] }, "m.json")).toThrow(
      /m.json is a service model with wrong content/,
    );
    expect(() => readServiceModel({ kind: "run" }, "m.json")).toThrow(/knows service-model/);
  });
});
