import { describe, expect, it } from "vitest";
import type { ServiceModelDocument } from "../../../src/result/service-model.ts";
import type { StackLaw, TransferLaw } from "../../../src/result/stack-law.ts";
import { calibratedServer } from "../../../src/simulator/calibration/calibrated-server.ts";
import { fitSeries } from "../../../src/simulator/calibration/fit-series.ts";
import { readTable } from "../../../src/simulator/calibration/read-table.ts";
import { isRefusal, seriesOf } from "../../../src/simulator/calibration/series.ts";
import { LAWS, tidyTable } from "./tables.ts";

const [SHM, NETWORK] = LAWS.transfers as [TransferLaw, TransferLaw];

function serverOf(law: Partial<StackLaw>, instances: number, document: Partial<ServiceModelDocument> = {}) {
  const rows = [1, 2, 4, 8].map((batch) => ({
    client_batch: batch,
    compute_input_ms: 0.5 * batch,
    compute_infer_ms: 1 + batch,
    compute_output_ms: 0.25,
  }));
  const [series] = seriesOf(readTable(tidyTable(rows), "t.csv").rows);
  if (series === undefined) throw new Error("no series");
  const model = fitSeries(series, LAWS, { file: "", sha256: "", format: "", plimsollVersion: "" });
  if (isRefusal(model) || model.stack === null) throw new Error("no model");
  const points = model.points.map((point) => ({ ...point, spread: 0 }));
  return calibratedServer({ ...model, points, ...document, stack: { ...model.stack, ...law } }, instances);
}

function drawn({ service }: ReturnType<typeof serverOf>, requests: number) {
  const time = { inputMs: 0, computeMs: 0, outputMs: 0 };
  service.start(() => 0.5)({ requests, items: requests, longest: 0 }, time);
  return time;
}

describe("calibratedServer", () => {
  it("has one instance that takes the groups of all where one execution runs at a time", () => {
    const law = { groupsAheadPerInstance: 2, mergesAhead: true } as const;
    const { service: _, ...serial } = serverOf({ ...law, sharing: "one-at-a-time" }, 3);
    expect(serial).toEqual({
      instances: 1,
      stretch: null,
      groupsAhead: 6,
      mergesAhead: true,
      onlyCompleteAhead: false,
    });
    expect(serverOf({ ...law, sharing: "in-order" }, 3)).toMatchObject({
      instances: 3,
      stretch: "in-order",
      groupsAhead: 2,
    });
  });

  it("stretches by the share of the best rate, and in proportion with more than two", () => {
    const { stretch } = serverOf({ sharing: "stretched", stretch: { idle: 1, full: 2 } }, 2);
    if (typeof stretch !== "function") throw new Error("not stretched");
    expect([stretch(2, 0), stretch(2, 0.5), stretch(2, 1), stretch(4, 1)]).toEqual([1, 1.5, 2, 4]);
  });

  it("takes outputs for computing, and inputs too where they do not overlap", () => {
    expect(drawn(serverOf({ inputOverlaps: true }, 2), 2)).toEqual({
      inputMs: 1,
      computeMs: 3.25,
      outputMs: 0,
    });
    expect(drawn(serverOf({ inputOverlaps: false }, 2), 2)).toEqual({
      inputMs: 0,
      computeMs: 4.25,
      outputMs: 0,
    });
  });

  it("copies inputs longer only where they come over a network and were calibrated through shared memory", () => {
    const law = { inputOverlaps: true, inputStretch: { most: 3, requests: 5 } } as const;
    const inputMs = (transport: string, transfer: TransferLaw, requests: number) =>
      drawn(serverOf(law, 2, { transport, transfer }), requests).inputMs / (0.5 * requests);
    expect([1, 2, 4, 8].map((requests) => inputMs("shm-system", NETWORK, requests))).toEqual([
      1, 1.5, 2.5, 3,
    ]);
    expect(inputMs("http", NETWORK, 8)).toBe(1);
    expect(inputMs("shm-system", SHM, 8)).toBe(1);
  });

  it("knows the share of the best rate that a batch reaches alone", () => {
    const { service } = serverOf({}, 2);
    const share = (items: number) => service.efficiency({ requests: items, items, longest: 0 });
    // The best of 1 ÷ 2.75, 2 ÷ 4.25, 4 ÷ 7.25 and 8 ÷ 13.25 items per ms is the last.
    expect(share(8)).toBe(1);
    expect(share(1)).toBeCloseTo((1 / 2.75) * (13.25 / 8), 9);
  });
});
