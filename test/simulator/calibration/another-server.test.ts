import { expect, it } from "vitest";
import type { ServiceModelDocument } from "../../../src/result/service-model.ts";
import { whyAnotherServer } from "../../../src/simulator/calibration/another-server.ts";
import { fitSeries } from "../../../src/simulator/calibration/fit-series.ts";
import { readTable } from "../../../src/simulator/calibration/read-table.ts";
import { isRefusal, seriesOf } from "../../../src/simulator/calibration/series.ts";
import { LAWS, tidyTable } from "./tables.ts";

function model(server: Partial<ServiceModelDocument["server"]>, sha256: string | null): ServiceModelDocument {
  const [series] = seriesOf(readTable(tidyTable([{ avg_ms: 5 }]), "t.csv").rows);
  const fitted = series && fitSeries(series, LAWS, { file: "", sha256: "", format: "", plimsollVersion: "" });
  if (fitted === undefined || isRefusal(fitted)) throw new Error("no model");
  return { ...fitted, server: { ...fitted.server, ...server }, model: { ...fitted.model, sha256 } };
}

const RUN = { server: "triton 2.28.0", modelSha256: "aa" };

it("tells a model of another server or of another file, as far as both sides say what they are", () => {
  expect(whyAnotherServer(model({}, null), RUN)).toBeUndefined();
  expect(whyAnotherServer(model({ name: "Triton", version: "2.28.0" }, "aa"), RUN)).toBeUndefined();
  expect(whyAnotherServer(model({ name: "triton", version: "2.41.0" }, null), RUN)).toBe(
    "it was calibrated on triton 2.41.0, and the run measured triton 2.28.0",
  );
  expect(whyAnotherServer(model({ name: "torchserve" }, null), RUN)).toContain("calibrated on torchserve");
  expect(whyAnotherServer(model({}, "bb"), RUN)).toContain("SHA-256 is another");
  expect(whyAnotherServer(model({}, "bb"), { ...RUN, modelSha256: null })).toBeUndefined();
});
