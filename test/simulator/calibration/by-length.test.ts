import { expect, test } from "vitest";
import type { ServiceModelDocument } from "../../../src/result/service-model.ts";
import { calibratedServer, whyOutside } from "../../../src/simulator/calibration/calibrated-server.ts";
import { fitSeries } from "../../../src/simulator/calibration/fit-series.ts";
import { predictClosedLoop } from "../../../src/simulator/calibration/predict.ts";
import { readTable } from "../../../src/simulator/calibration/read-table.ts";
import { isRefusal, seriesOf } from "../../../src/simulator/calibration/series.ts";
import { LAWS, type TidyRow, tidyTable } from "./tables.ts";

function fitted(rows: readonly TidyRow[]) {
  const [series] = seriesOf(readTable(tidyTable(rows), "t.csv").rows);
  if (series === undefined) throw new Error("no series");
  return fitSeries(series, LAWS, { file: "t.csv", sha256: "00", format: "tidy", plimsollVersion: "0.0.0" });
}

function model(rows: readonly TidyRow[]): ServiceModelDocument {
  const found = fitted(rows);
  if (isRefusal(found)) throw new Error(found.refused);
  return found;
}

const row = (length: number, batch: number, computeMs: number): TidyRow => ({
  length,
  client_batch: batch,
  max_batch: batch,
  compute_infer_ms: computeMs,
});

/** Longer first, so that the order of the table decides nothing. */
const GRID = [row(64, 4, 20), row(64, 1, 8), row(16, 4, 5), row(16, 1, 2), row(16, 8, 9)];

test("an execution takes the time of its batch at its padded length, on a line between measured ones", () => {
  const { service } = calibratedServer(model(GRID), 1);
  const meanMs = (items: number, longest: number) => service.meanMs({ requests: items, items, longest });
  expect([meanMs(1, 16), meanMs(1, 64), meanMs(4, 16), meanMs(4, 64)]).toEqual([2, 8, 5, 20]);
  expect(meanMs(1, 40)).toBeCloseTo(5, 12);
  expect(meanMs(4, 28)).toBeCloseTo(5 + 15 / 4, 12);
  // Two items at 16 take 3 ms, at 64 they take 12; in the middle of both, 7.5.
  expect(meanMs(2, 40)).toBeCloseTo(7.5, 12);
  // The efficiency is that at the same length: one item of 2 ms, where four take 5 ms and eight 9.
  expect(service.efficiency({ requests: 1, items: 1, longest: 16 })).toBeCloseTo(1 / 2 / (8 / 9), 12);
  const at = { leastBatch: 1, mostBatch: 4, leastLength: 16, mostLength: 64 };
  expect(model(GRID).range).toEqual(at);
});

test("outside of the measured lengths nothing is said, nor for requests without one", () => {
  const executions = { least: 1, most: 4 };
  const why = (lengths: { least: number; most: number } | null, rows = GRID) =>
    whyOutside(model(rows), { ...executions, lengths });
  expect(why({ least: 16, most: 64 })).toBeUndefined();
  expect(why({ least: 16, most: 65 })).toContain("up to 65 long, and 64 is the longest");
  expect(why({ least: 15, most: 64 })).toContain("as short as 15, and 16 is the shortest");
  expect(why(null)).toContain("the requests have none");
  const plain = [1, 4].map((batch) => ({ client_batch: batch, max_batch: batch, compute_infer_ms: batch }));
  expect(why(null, plain)).toBeUndefined();
  expect(why({ least: 16, most: 16 }, plain)).toContain("measured without");
  expect(whyOutside(model(GRID), { least: 1, most: 8, lengths: { least: 16, most: 64 } })).toContain(
    "4 is the largest",
  );
});

test("an online row of a length is predicted at that length", () => {
  const load = { concurrency: 1, clientBatch: 1, instances: 1, maxBatch: 4 };
  const exact = { ...model(GRID), points: model(GRID).points.map((point) => ({ ...point, spread: 0 })) };
  const at = (length: number) => predictClosedLoop(exact, { ...load, length });
  const [short, long] = [at(16), at(64)];
  if (isRefusal(short) || isRefusal(long)) throw new Error("refused");
  expect(short.serviceMs).toBeCloseTo(2, 6);
  expect(long.serviceMs).toBeCloseTo(8, 6);
  expect(at(128)).toMatchObject({ refused: expect.stringContaining("64 is the longest") });
});

test("rows of which some have a length and others none are no one series", () => {
  const mixed = fitted([row(16, 1, 2), { client_batch: 2, compute_infer_ms: 3 }]);
  expect(isRefusal(mixed) && mixed.refused).toContain("others have none");
});
