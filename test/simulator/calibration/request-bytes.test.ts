import { expect, test } from "vitest";
import { createRng } from "../../../src/core/rng.ts";
import { readServiceModel, type ServiceModelDocument } from "../../../src/result/service-model.ts";
import { fitSeries } from "../../../src/simulator/calibration/fit-series.ts";
import { predictClosedLoop } from "../../../src/simulator/calibration/predict.ts";
import { readTable } from "../../../src/simulator/calibration/read-table.ts";
import { requestBytesOf } from "../../../src/simulator/calibration/request-bytes.ts";
import { isRefusal, seriesOf } from "../../../src/simulator/calibration/series.ts";
import { transferNetwork } from "../../../src/simulator/calibration/transfer-network.ts";
import { LAWS, type TidyRow, tidyTable } from "./tables.ts";

function model(rows: readonly TidyRow[], usual: TidyRow): ServiceModelDocument {
  const [series] = seriesOf(readTable(tidyTable(rows, usual), "t.csv").rows);
  if (series === undefined) throw new Error("no series");
  const fitted = fitSeries(series, LAWS, {
    file: "t.csv",
    sha256: "00",
    format: "tidy",
    plimsollVersion: "0.0.0",
  });
  if (isRefusal(fitted)) throw new Error(fitted.refused);
  return fitted;
}

const OVER_HTTP = { transport: "http", compute_infer_ms: 5 };

/** Mean time that the answers of a group spend on their way, ms. */
function wayMs(document: ServiceModelDocument, bytes: number, outstanding: number): number {
  const draw = transferNetwork(document, 1)?.start(createRng(1, "way"));
  if (draw === undefined) throw new Error("no law");
  const of = 1000;
  return (
    Array.from({ length: of }, (_, index) => draw(bytes, of, index, outstanding)).reduce((a, b) => a + b) / of
  );
}

test("the bytes of an item lie on a line over its length, and are those of all where lengths are alike", () => {
  const row = (length: number, batch: number) => ({
    length,
    client_batch: batch,
    input_elements: 10 + 4 * length,
  });
  const byLength = model([row(16, 1), row(16, 4), row(64, 1), row(64, 4)], OVER_HTTP);
  expect(byLength.itemBytes).toBeCloseTo(40, 6);
  expect(byLength.itemBytesPerLength).toBeCloseTo(16, 9);
  expect(requestBytesOf(byLength, 3, 100)).toBeCloseTo(3 * (40 + 1600), 6);
  const alike = model(
    [1, 4].map((batch) => ({ client_batch: batch, input_elements: 25 })),
    OVER_HTTP,
  );
  expect([alike.itemBytes, alike.itemBytesPerLength]).toEqual([100, 0]);
  expect(requestBytesOf(alike, 3, 100)).toBe(300);
  const unknown = model([{ client_batch: 1 }], OVER_HTTP);
  expect([unknown.itemBytes, requestBytesOf(unknown, 3, 100)]).toEqual([null, null]);
});

test("a request takes longer on its way by its own bytes, more so where many are under way", () => {
  const known = model([{ input_elements: 150_000 }], OVER_HTTP);
  const { transfer } = known;
  if (transfer === null) throw new Error("no law");
  const { perMegabyteMs, megabyteExponent } = transfer;
  for (const outstanding of [1, 16]) {
    const addedMs = wayMs(known, 2e6, outstanding) - wayMs(known, 0, outstanding);
    expect(addedMs / (2 * perMegabyteMs * outstanding ** megabyteExponent)).toBeCloseTo(1, 1);
  }
  const unknown = model([{}], OVER_HTTP);
  expect(wayMs(unknown, 2e6, 4)).toBe(wayMs(unknown, 0, 4));
});

test("longer requests of a model by length are longer on their way", () => {
  const row = (length: number) => ({ length, input_elements: 10_000 * length });
  const document = model([row(16), row(64)], OVER_HTTP);
  const meanMs = (length: number) => {
    const found = predictClosedLoop(document, {
      concurrency: 1,
      clientBatch: 1,
      length,
      instances: 1,
      maxBatch: 1,
    });
    if (isRefusal(found)) throw new Error(found.refused);
    return found.meanMs;
  };
  const perMegabyteMs = document.transfer?.perMegabyteMs ?? 0;
  expect(meanMs(64) - meanMs(16)).toBeCloseTo(((64 - 16) * 40_000 * perMegabyteMs) / 1e6, 1);
});

test("a model of an earlier version has no bytes for its lengths", () => {
  const { itemBytesPerLength, ...older } = model([{ input_elements: 25 }], OVER_HTTP);
  expect(itemBytesPerLength).toBe(0);
  expect(readServiceModel(older, "old").itemBytesPerLength).toBe(0);
});
