import fc from "fast-check";
import { expect, it } from "vitest";
import type { Axis } from "../../src/sweep/axes.ts";
import { measuresCsv } from "../../src/sweep/csv.ts";
import { measure } from "./findings.ts";

const AXES: Axis[] = [
  { name: "precision", values: ["fp32"] },
  { name: "maxDelay", values: ["2ms", "1s"] },
  { name: "concurrency", values: ["1"] },
];

/** By the grammar of RFC 4180, one character after another. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[""]];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const row = rows.at(-1) ?? [];
    const character = text[i] ?? "";
    const escaped = quoted && text.startsWith('""', i);
    if (escaped) i++;
    if (character === '"' && !escaped) quoted = !quoted;
    else if (quoted) row.push(`${row.pop()}${character}`);
    else if (character === ",") row.push("");
    else if (character === "\n") rows.push([""]);
    else if (character !== "\r") row.push(`${row.pop()}${character}`);
  }
  return rows.slice(0, -1);
}

it("has a header with units and a row for each run, empty where there is no figure", () => {
  const csv = measuresCsv(
    AXES,
    [
      measure(
        { precision: "fp32", maxDelay: "1s", concurrency: "1" },
        {
          inferencesPerSec: 1900.5,
          costPerMillionInferences: 0.077,
          latencyMs: { mean: 12, p50: 11, p90: 20, p95: 31, p99: null },
          spoiled: ["p50", "p90"],
          objectives: [
            {
              objective: "p95<=50ms",
              within: 99,
              scheduled: 100,
              share: 0.95,
              margin: null,
              worth: null,
              answer: null,
              holds: true,
            },
          ],
        },
      ),
      measure(
        { precision: "fp32", maxDelay: "2ms", concurrency: "1" },
        { id: "0002", valid: false, reasons: ["overloaded", "not-steady"], attempts: 2 },
      ),
    ],
    "USD",
  );
  expect(csv).toBe(
    "id,precision,max_delay_ms,concurrency_requests,take,confirms,duration_ms,valid,reasons,attempts,requests_per_sec," +
      "inferences_per_sec,failed_share,latency_mean_ms,latency_p50_ms,latency_p90_ms,latency_p95_ms,latency_p99_ms," +
      "latency_spoiled_by_lateness,cost_per_million_inferences_usd,mean_batch_items,queue_ms,energy_per_inference_j," +
      "p95<=50ms within_requests,p95<=50ms scheduled_requests,p95<=50ms holds\r\n" +
      "0001,fp32,1000,1,0,false,10000,true,,1,,1900.5,0,12,11,20,31,,p50 p90,0.077,,,,99,100,true\r\n" +
      "0002,fp32,2,1,0,false,10000,false,overloaded not-steady,2,,,0,,,,,,,,,,,,,\r\n",
  );
});

it("a reader of RFC 4180 gets every text back, whatever is in it", () => {
  const text = fc.string({ unit: fc.constantFrom("a", ",", '"', "\r", "\n", " ", "=") });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
      const axes: Axis[] = [{ name: "lengths", values: ["1"] }];
      const csv = measuresCsv(
        axes,
        texts.map((lengths) => measure({ lengths })),
        "USD",
      );
      const [header, ...rows] = parseCsv(csv);
      expect(rows.map((row) => row[1])).toEqual(texts.map((text) => text.replace(/^(?=[=\r\n])/, "'")));
      for (const row of rows) expect(row.length).toBe(header?.length);
    }),
  );
});

it.each([
  "=cmd|'calc'!A1.onnx",
  "+1+2",
  "-1-2",
  "@SUM(1).onnx",
  "\t=1",
  "\r=1",
  "\n=1",
  "＝1+1",
  "＋1",
  "－x",
  "＠x",
])("a text that a spreadsheet would compute is one with an apostrophe: %j", (text) => {
  const csv = measuresCsv([{ name: "model", values: [text] }], [measure({ model: text })], "USD");
  expect(csv).toContain(`'${text}`);
  expect(csv).not.toMatch(new RegExp(`[,"]${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`));
});

it("numbers stay numbers, also those below 0, and so do texts that are harmless", () => {
  const texts = ["-5", "+5", "-1.5e3", "a=b", "fixed:64", "1-2", "'=1", " =1"];
  const csv = measuresCsv(
    AXES,
    texts.map((precision) => measure({ precision }, { queueMs: -0.5 })),
    "USD",
  );
  const [header = [], ...rows] = parseCsv(csv);
  expect(rows.map((row) => row[1])).toEqual(texts);
  expect(new Set(rows.map((row) => row[header.indexOf("queue_ms")]))).toEqual(new Set(["-0.5"]));
});

it("of no run there is only the header", () => {
  expect(measuresCsv(AXES, [], "EUR")).toMatch(
    /^id,.*cost_per_million_inferences_eur,mean_batch_items,queue_ms,energy_per_inference_j\r\n$/,
  );
});
