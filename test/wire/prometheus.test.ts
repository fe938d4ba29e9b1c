import fc from "fast-check";
import { expect, it } from "vitest";
import { parseMetrics, writeMetrics } from "../../src/wire/prometheus.ts";

it("writes counters and cumulative histograms", () => {
  const text = writeMetrics([
    { kind: "counter", name: "a_total", help: "two\nlines", series: [{ labels: { m: 'q"\\\n' }, value: 3 }] },
    {
      kind: "histogram",
      name: "h",
      help: "h",
      series: [{ labels: {}, upperBounds: [1, 2], counts: [4, 0, 1], sum: 9.5 }],
    },
  ]);
  expect(text).toBe(
    [
      "# HELP a_total two\\nlines",
      "# TYPE a_total counter",
      'a_total{m="q\\"\\\\\\n"} 3',
      "# HELP h h",
      "# TYPE h histogram",
      'h_bucket{le="1"} 4',
      'h_bucket{le="2"} 4',
      'h_bucket{le="+Inf"} 5',
      "h_sum 9.5",
      "h_count 5",
      "",
    ].join("\n"),
  );
});

it("reads any label values and numbers back", () => {
  const value = fc.oneof(fc.double(), fc.constantFrom(Number.POSITIVE_INFINITY, Number.NaN));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom("a", "b_1"), fc.string()), value, (labels, number) => {
      const text = writeMetrics([
        { kind: "gauge", name: "g", help: "", series: [{ labels, value: number }] },
      ]);
      const [sample] = parseMetrics(text);
      expect(sample?.labels).toEqual({ ...labels });
      expect(sample?.value === number || (Number.isNaN(sample?.value) && Number.isNaN(number))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

it.each([
  [
    "TensorFlow Serving's leading colon, no labels",
    ":tensorflow:serving:x{} 1",
    { name: ":tensorflow:serving:x", labels: {}, value: 1 },
  ],
  [
    "a comma after the last label",
    'vllm:n{model="m",} 2.5',
    { name: "vllm:n", labels: { model: "m" }, value: 2.5 },
  ],
  ["a timestamp", "x 1 1700000000000", { name: "x", labels: {}, value: 1 }],
  ["an OpenMetrics exemplar", 'x_total 1e3 # {id="7"} 1', { name: "x_total", labels: {}, value: 1000 }],
  [
    "spaces and a brace in a label",
    'x{ a = "}{," } +Inf',
    { name: "x", labels: { a: "}{," }, value: Number.POSITIVE_INFINITY },
  ],
])("reads %s", (_intent, line, expected) => {
  expect(parseMetrics(`# TYPE x counter\n${line}\n\n# EOF\n`)).toEqual([expected]);
});

it.each([
  ["1x 2", /line 1: expected a metric name/],
  ["x{a=1} 2", /line 1: expected label="value"/],
  ["x abc", /line 1: expected a number, found "abc"/],
  ["x", /expected a number, found ""/],
])("refuses %j with the line", (line, message) => {
  expect(() => parseMetrics(line)).toThrow(message);
});
