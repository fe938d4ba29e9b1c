import { describe, expect, it } from "vitest";
import { PlimsollError } from "../../../src/core/errors.ts";
import { meanTimeMs, serviceMs, transferMs } from "../../../src/simulator/calibration/measured-row.ts";
import { readTable } from "../../../src/simulator/calibration/read-table.ts";
import { type TidyRow, tidyTable } from "./tables.ts";

function refusal(text: string): string {
  try {
    readTable(text, "t.csv");
  } catch (error) {
    if (error instanceof PlimsollError) return `${error.exitCode} ${error.message}`;
    throw error;
  }
  return "none";
}

const good: TidyRow = { avg_ms: 5 };

describe("the tidy form", () => {
  it("is read with its units, and blank cells say that nothing was measured", () => {
    const row = { client_batch: 16, queue_delay_us: 1, network_ms: 0.25, compute_infer_ms: 4, avg_ms: 5.5 };
    const { format, rows } = readTable(tidyTable([row]), "t.csv");
    expect(format).toBe("tidy");
    expect(rows[0]).toMatchObject({
      line: 2,
      clientBatch: 16,
      queueDelayMs: 0.001,
      p50Ms: null,
      inputMs: null,
    });
    expect(rows.map((one) => [transferMs(one), serviceMs(one), meanTimeMs(one)])).toEqual([[0.25, 4, 5.5]]);
  });

  it("takes other separators, a byte order mark and line ends of Windows", () => {
    const text = `\ufeff${tidyTable([good]).replaceAll(",", ";").replaceAll("\n", "\r\n")}`;
    expect(readTable(text, "t.csv").rows).toHaveLength(1);
  });

  it("tells every problem at once, each with its line", () => {
    const told = refusal(
      tidyTable([
        { avg_ms: "NaN" },
        { avg_ms: -1 },
        { avg_ms: 0 },
        { client_batch: 1.5, avg_ms: 1 },
        { scenario: "both", avg_ms: 1 },
        { concurrency: "", scenario: "online", avg_ms: 1 },
        { series: "", avg_ms: 1 },
      ]),
    );
    expect(told).toContain("2 t.csv has");
    for (const part of [
      'line 2: avg_ms is "NaN", which is not a number',
      "line 3: avg_ms is -1, and cannot be negative",
      "line 4: avg_ms is 0, and must be more",
      "line 5: client_batch is 1.5, which is not a whole number",
      'line 6: the scenario is "both"',
      "line 7: concurrency is blank",
      "line 8: the series is blank",
    ])
      expect(told).toContain(part);
  });

  it.each([
    [
      "rows for the same load",
      [good, good],
      "line 3: the load of line 2 again (offline, batch 1, 1 outstanding)",
    ],
    [
      "a series that mixes GPUs",
      [good, { client_batch: 2, gpu: "A30", avg_ms: 5 }],
      "line 3: series one has the device A30, and in line 2 T4",
    ],
    [
      "a series that mixes backends",
      [good, { client_batch: 2, backend: "TensorRT", avg_ms: 5 }],
      "has the backend TensorRT",
    ],
  ])("refuses %s", (_, rows, words) => {
    expect(refusal(tidyTable(rows))).toContain(words);
  });

  it.each([
    [
      "missing columns",
      "series,scenario,concurrency,avg_ms\n",
      "t.csv:1: the table (tidy CSV of many series, times in ms (docs/calibration.md)) has no column client_batch, backend",
    ],
    [
      "a header of another kind",
      "time,value\n1,2\n",
      "t.csv does not begin with the header of a table that is known",
    ],
    ["an empty file", "", "t.csv does not begin with the header"],
    ["a header without rows", tidyTable([]), "t.csv has a header and no rows"],
    [
      "a row with too few cells",
      `${tidyTable([good])}one,PyTorch\n`,
      "line 3: it has 2 fields, and the header 23",
    ],
    ["an open quote", `${tidyTable([good])}"one,PyTorch\n`, "line 3: a quote is not closed"],
  ])("refuses %s", (_, text, words) => {
    expect(refusal(text)).toContain(words);
  });
});

describe("forms of other programs", () => {
  const header =
    "Concurrency,Inferences/Second,Client Send,Network+Server Send/Recv,Server Queue,Server Compute Input,Server Compute Infer,Server Compute Output,Client Recv,p50 latency,p90 latency,p95 latency,p99 latency";

  it("reads perf_analyzer's CSV, whose times are in µs and whose rows stand in no order", () => {
    const text = `${header}\n1,69.2,225,2148,64,206,11781,19,0,13891,18795,19753,21018\n4,84.2,279,1604,33669,233,11731,18,1,47045,56545,59225,64886\n`;
    const { format, rows } = readTable(text, "p.csv", { instances: 1, backend: "TensorFlow" });
    expect(format).toBe("perf-analyzer");
    expect(rows.map(({ scenario, concurrency }) => [scenario, concurrency])).toEqual([
      ["offline", 1],
      ["online", 4],
    ]);
    expect(rows[0]).toMatchObject({ computeMs: 11.781, p95Ms: 19.753, backend: "TensorFlow", instances: 1 });
    // It prints no mean: that is the sum of the parts, 225 + 2148 + 64 + 206 + 11781 + 19 + 0 µs.
    expect(rows.map(meanTimeMs)[0]).toBeCloseTo(14.443, 9);
  });

  it("takes the batch size of perf_analyzer from a column that was added", () => {
    const text = `Batch Size,${header}\n8,1,69.2,225,2148,64,206,11781,19,0,13891,18795,19753,21018\n`;
    expect(readTable(text, "p.csv").rows[0]?.clientBatch).toBe(8);
  });

  it("reads Model Analyzer's CSV", () => {
    const text =
      "Model,Batch,Concurrency,Model Config Path,Instance Group,Max Batch Size,Satisfies Constraints,Throughput (infer/sec),p99 Latency (ms),Server Compute Infer time (ms)\nresnet,1,2,resnet_config_1,2/GPU,32,Yes,195.0,11.0,4\nresnet,4,1,resnet_config_1,2:GPU,32,Yes,164.0,8.1,5\n";
    const { format, rows } = readTable(text, "m.csv");
    expect(format).toBe("model-analyzer");
    expect(rows.map(({ scenario, instances, maxBatch }) => [scenario, instances, maxBatch])).toEqual([
      ["online", 2, 32],
      ["offline", 2, 32],
    ]);
  });

  it("lets what the table says stand where the user states something else", () => {
    const { rows } = readTable(tidyTable([good]), "t.csv", { backend: "TensorRT", version: "22.11" });
    expect(rows[0]).toMatchObject({ backend: "PyTorch", version: "22.11" });
  });
});
