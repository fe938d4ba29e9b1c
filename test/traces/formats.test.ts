import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { PlimsollError } from "../../src/core/errors.ts";
import { TRACE_FORMATS } from "../../src/traces/formats/index.ts";
import type { TraceReadOptions } from "../../src/traces/trace-reader.ts";
import { readText } from "./read-lines.ts";

const AZURE = "TIMESTAMP,ContextTokens,GeneratedTokens";
const NONE = Number.NaN;

interface Good {
  readonly what: string;
  readonly format: string;
  readonly text: string;
  readonly rows: readonly (readonly [number, number, number])[];
  readonly options?: TraceReadOptions;
}

const GOOD: readonly Good[] = [
  {
    what: "CRLF, seven digits, no zone, no newline at the end, over midnight",
    format: "azure-llm-2023",
    text: `${AZURE}\r\n2023-11-16 23:59:59.9799601,4808,10\r\n2023-11-17 00:00:00.0319600,3180,8`,
    rows: [
      [0, 4808, 10],
      [51.9999, 3180, 8],
    ],
  },
  {
    what: "a zone, and a fraction that is left out when zero",
    format: "azure-llm-2024",
    text: `${AZURE}\n2024-05-12 00:00:00.001163+00:00,1,2\n2024-05-12 00:00:01+00:00,3,4\n`,
    rows: [
      [0, 1, 2],
      [998.837, 3, 4],
    ],
  },
  {
    what: "arrival = end − duration, sorted",
    format: "azure-functions-2021",
    text: "app,func,end_timestamp,duration\na,f,10.5,0.25\na,g,12.0,9\nb,h,12.5,1e-1\n",
    rows: [
      [0, NONE, NONE],
      [7250, NONE, NONE],
      [9400, NONE, NONE],
    ],
  },
  {
    what: "milliseconds in JSON",
    format: "mooncake",
    text: '{"timestamp": 0, "input_length": 6955, "output_length": 52, "hash_ids": [46, 47]}\n{"timestamp": 3000, "input_length": 1, "output_length": 2, "hash_ids": []}\n',
    rows: [
      [0, 6955, 52],
      [3000, 1, 2],
    ],
  },
  {
    what: "offsets in ms with lengths",
    format: "csv",
    text: "offset_ms,input_length,output_length\n0.5,10,20\n1.25,30,40\n",
    rows: [
      [0, 10, 20],
      [0.75, 30, 40],
    ],
  },
  {
    what: "a bare column of epoch seconds, to the microsecond",
    format: "csv",
    text: "1700000000.979960\n1700000001.031961\n",
    rows: [
      [0, NONE, NONE],
      [52.001, NONE, NONE],
    ],
  },
  {
    what: "epoch milliseconds by their size",
    format: "csv",
    text: "timestamp\n1700000000500\n1700000000750\n",
    rows: [
      [0, NONE, NONE],
      [250, NONE, NONE],
    ],
  },
  {
    what: "ISO 8601 with a zone in another column",
    format: "csv",
    text: "user,timestamp\na,2024-02-28T23:59:59Z\nb,2024-02-29T01:00:00.5+01:00\n",
    rows: [
      [0, NONE, NONE],
      [1500, NONE, NONE],
    ],
  },
  {
    what: "JSONL with only a time",
    format: "jsonl",
    text: '{"offset_ms": 5}\n{"offset_ms": 5.001}\n',
    rows: [
      [0, NONE, NONE],
      [0.001, NONE, NONE],
    ],
  },
  {
    what: "unsorted rows with --sort",
    format: "csv",
    text: "offset_ms,input_length\n20,1\n10,2\n",
    options: { sort: true },
    rows: [
      [0, 2, NONE],
      [10, 1, NONE],
    ],
  },
];

test.each(GOOD)("$format: $what", ({ format, text, rows, options }) => {
  const { rows: found, reading } = readText(text, options);
  expect(reading.format).toBe(format);
  expect(found.map(([atMs]) => atMs)).toEqual(rows.map(([atMs]) => expect.closeTo(atMs, 6)));
  expect(found.map(([, ...lengths]) => lengths)).toEqual(rows.map(([, ...lengths]) => lengths));
  expect(readText(text, { ...options, format }).rows).toEqual(found);
});

const BAD = [
  { what: "empty", text: "", says: "t.csv is empty" },
  { what: "only blank lines", text: "\n\n", says: "t.csv is empty" },
  { what: "header only", text: `${AZURE}\n`, says: "no rows behind its header" },
  { what: "garbage", text: "\u0000\u0001PK\u0003\n", says: "t.csv:1: " },
  {
    what: "a column missing",
    text: `${AZURE}\n2023-11-16 18:17:03.97,4808\n`,
    says: "t.csv:2: has 2 columns",
  },
  { what: "no column of times", text: "a,b\n1,2\n", says: "t.csv:1: " },
  {
    what: "a zone in a file without",
    text: `${AZURE}\n2023-11-16 18:17:03.97,1,1\n2023-11-16 18:17:04.97+00:00,1,1\n`,
    says: "t.csv:3: ",
  },
  { what: "no fraction in 2023", text: `${AZURE}\n2023-11-16 18:17:03,1,1\n`, says: "without a fraction" },
  { what: "a date that is none", text: `${AZURE}\n2023-02-29 18:17:03.5,1,1\n`, says: "t.csv:2: " },
  { what: "an hour that is none", text: `${AZURE}\n2023-02-28 24:17:03.5,1,1\n`, says: "t.csv:2: " },
  {
    what: "a negative length",
    text: `${AZURE}\n2023-11-16 18:17:03.97,-4,1\n`,
    says: 'ContextTokens is "-4"',
  },
  {
    what: "unsorted",
    text: "offset_ms\n10\n\n5\n",
    says: "t.csv:4: 5 ms before the row above it",
    fix: "--sort",
  },
  {
    what: "cut off in the last line",
    text: `${AZURE}\n2023-11-16 18:17:03.97,1,1\n2023-11-16 18:1`,
    says: "t.csv:3: ",
    fix: "cut off",
  },
  { what: "a negative time", text: "offset_ms\n-1\n", says: "t.csv:2: " },
  { what: "ISO and numbers mixed", text: "time\n2024-01-01 00:00:00\n17\n", says: "t.csv:3: " },
  { what: "broken JSON", text: '{"offset_ms": 5}\n{"offset_ms": \n', says: "t.csv:2: " },
  { what: "a time that is a word", text: '{"offset_ms": 5}\n{"offset_ms": "soon"}\n', says: "t.csv:2: " },
  { what: "a time that is null", text: '{"offset_ms": 5}\n{"offset_ms": null}\n', says: "t.csv:2: " },
  {
    what: "a length that is null",
    text: '{"offset_ms": 5, "input_length": null}\n',
    says: 'input_length is "null"',
  },
  {
    what: "a comma that may stand for a point or for thousands",
    text: "time_ms;input_tokens\n0,5;1\n",
    says: 't.csv:2: time is "0,5": its comma may stand for a point or for thousands: write times with a point',
  },
  {
    what: "a quote that is not closed",
    text: 'time_ms,user\n0,"a\nb",1\n',
    says: "t.csv:2: a quote is not closed",
  },
  {
    what: "text beside quotes",
    text: 'time_ms,user\n0,"a"b\n',
    says: "t.csv:2: there is text beside the quotes",
  },
  {
    what: "several columns without names",
    text: "0,5,7\n1,5,7\n",
    says: 't.csv:1: "0 | 5 | 7" is a row of several columns without names',
  },
  { what: "a duration below 0", text: "app,func,end_timestamp,duration\na,f,10,-1\n", says: "duration" },
  { what: "an unknown pattern", text: "0,1,1,Gamma,1,1\n600,1,1,Pareto,1,1\n", says: "t.csv:2: pattern" },
  { what: "an infinite rate", text: "0,1e999,1,Gamma,1,1\n", says: "t.csv:1: rate" },
];

test.each(BAD)("$what is refused with the line and a cure", ({ text, says, fix }) => {
  let error: unknown;
  try {
    readText(text);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(PlimsollError);
  const { message, fix: cure, exitCode } = error as PlimsollError;
  expect(message).toContain(says);
  expect(cure).toContain(fix ?? "");
  expect(exitCode).toBe(2);
});

describe("the unit of times whose column does not name one", () => {
  it.each([
    ["seconds", 1_700_000_000n, 1n, "seconds"],
    ["milliseconds", 1_700_000_000_000n, 1000n, "milliseconds since 1970"],
    ["microseconds", 1_700_000_000_000_000n, 1_000_000n, "microseconds since 1970"],
    ["nanoseconds", 1_700_000_000_000_000_000n, 1_000_000_000n, "nanoseconds since 1970"],
  ])("is %s, by their size, and a note says so", (_, start, second, note) => {
    const times = [start, start + second, start + 3n * second];
    const texts = {
      csv: `timestamp\n${times.join("\n")}\n`,
      bare: `${times.join("\n")}\n`,
      jsonl: times.map((time) => `{"ts": ${time}}\n`).join(""),
    };
    for (const text of Object.values(texts)) {
      const { rows, reading } = readText(text);
      expect(rows.map(([atMs]) => Math.round(atMs * 1000) / 1000)).toEqual([0, 1000, 3000]);
      expect(reading.notes).toEqual([expect.stringContaining(`read as ${note}`)]);
    }
  });

  it.each([
    ["timestamp_ns", 1_000_000_000n],
    ["time_us", 1_000_000n],
    ["arrival_time_ms", 1000n],
    ["ts_s", 1n],
    ["nanoseconds", 1_000_000_000n],
    ["time (ms)", 1000n],
    ["Timestamp [us]", 1_000_000n],
    ["timestamp_µs", 1_000_000n],
    ["offset.s", 1n],
  ])("is what the name %s says, whatever the size, without a note", (name, second) => {
    for (const start of [0n, 1_700_000_000_000_000_000n]) {
      const text = `${name}\n${start}\n${start + 2n * second}\n`;
      const { rows, reading } = readText(text);
      expect(rows.map(([atMs]) => Math.round(atMs))).toEqual([0, 2000]);
      expect(reading.notes).toEqual([]);
    }
  });

  it("keeps every nanosecond of times since 1970", () => {
    const { rows } = readText(
      "timestamp_ns\n1700000000000000019\n1700000000000000021\n1700000000000000100\n",
    );
    expect(rows.map(([atMs]) => Math.round(atMs * 1e6))).toEqual([0, 2, 81]);
  });

  it("takes no column for a time because of what every object has", () => {
    expect(() => readText("constructor,toString\n1,2\n")).toThrow(/begins no trace/);
    expect(() => readText('{"constructor": 1}\n')).toThrow(/no object with a time/);
  });
});

describe("what spreadsheets and logs write is read", () => {
  it.each([
    ["quoted names and values", '"offset_ms","input_length","output_length"\n"0","10","20"\n"5","30","40"\n'],
    ["semicolons", "offset_ms;input_length;output_length\n0;10;20\n5;30;40\n"],
    ["tabs", "offset_ms\tinput_length\toutput_length\n0\t10\t20\n5\t30\t40\n"],
    [
      "quotes and semicolons",
      '"offset_ms"; "input_length" ;"output_length"\r\n"0"; "10" ;"20"\r\n5;30;40\r\n',
    ],
    [
      "separators and quotes within quotes",
      'user,offset_ms,input_length,output_length,"what, or ""why"""\n"a, b",0,10,20,"x ""y"", z"\nc,5,30,40,\n',
    ],
    [
      "times and lengths as text in JSON",
      '{"offset_ms": "0", "input_length": "10", "output_length": 20}\n{"offset_ms": " 5.0", "input_length": 30, "output_length": "40"}\n',
    ],
  ])("%s", (_, text) => {
    expect(readText(text).rows).toEqual([
      [0, 10, 20],
      [5, 30, 40],
    ]);
  });

  it.each([
    ["azure-llm-2023", '"TIMESTAMP";"ContextTokens";"GeneratedTokens"\n"2023-11-16 18:17:03.5";"7";"8"\n'],
    ["azure-llm-2024", "TIMESTAMP\tContextTokens\tGeneratedTokens\n2024-05-12 00:00:00+00:00\t7\t8\n"],
    ["burstgpt", '"Timestamp";"Model";"Request tokens";"Response tokens"\n"5";"GPT-4";"7";"8"\n'],
    ["azure-functions-2021", '"app";"func";"end_timestamp";"duration"\n"a";"f";"10.5";"0.25"\n'],
    ["servegen", '"0";"20";"1.4";"Gamma";"0.6";"0.1"\n600;20;1.4;Gamma;0.6;0.1\n'],
    ["mooncake", '{"timestamp": "27482", "input_length": 7, "output_length": 8}\n'],
  ])("in the form of %s too", (format, text) => {
    expect(readText(text).reading.format).toBe(format);
  });

  it("ISO times with a comma before the fraction, as Python's logs have them, where it separates no column", () => {
    for (const text of [
      "time;n\n2024-01-01 00:00:00,250;1\n2024-01-01 00:00:01,000;1\n",
      '"2024-01-01 00:00:00,250"\n"2024-01-01 00:00:01,000"\n',
      '{"ts": "2024-01-01 00:00:00,250"}\n{"ts": "2024-01-01 00:00:01,000"}\n',
    ])
      expect(readText(text).rows.map(([atMs]) => atMs)).toEqual([0, 750]);
    // This may be half a second, or a column without a name.
    expect(() => readText("2024-01-01 00:00:00,5\n")).toThrow(/several columns without names/);
  });

  it("times as text of JSON to the last digit, beyond what a number of JSON holds", () => {
    const { rows } = readText(
      '{"timestamp_ns": "1700000000000000019"}\n{"timestamp_ns": "1700000000000000021"}\n',
    );
    expect(rows.map(([atMs]) => Math.round(atMs * 1e6))).toEqual([0, 2]);
  });

  it("ISO times in the form of Mooncake, with its lengths", () => {
    const { rows, reading } = readText(
      '{"timestamp": "2024-01-01T00:00:00Z", "input_length": 7}\n{"timestamp": "2024-01-01T00:00:02Z", "input_length": 9}\n',
    );
    expect(reading.format).toBe("jsonl");
    expect(rows).toEqual([
      [0, 7, NONE],
      [2000, 9, NONE],
    ]);
  });
});

test("blanks around the values of a CSV are no part of them", () => {
  expect(readText("offset_ms, input_length ,output_length\n0, 5, 7 \n 10 ,6,\t8\n").rows).toEqual([
    [0, 5, 7],
    [10, 6, 8],
  ]);
});

describe("rows as Mooncake writes them", () => {
  it("are read in ms, and a note says so", () => {
    const { reading } = readText('{"timestamp": 0, "input_length": 5, "output_length": 1}\n');
    expect(reading).toMatchObject({
      format: "mooncake",
      notes: [expect.stringContaining("read as milliseconds")],
    });
  });

  it("may lack the length of the answer", () => {
    expect(
      readText('{"timestamp": 3, "input_length": 5}\n{"timestamp": 5, "input_length": 6}\n').rows,
    ).toEqual([
      [0, 5, NONE],
      [2, 6, NONE],
    ]);
  });

  it("are read by their size where they count from 1970 in a finer unit", () => {
    const { rows, reading } = readText(
      '{"timestamp": 1700000000000000, "input_length": 5}\n{"timestamp": 1700000001000000, "input_length": 6}\n',
    );
    expect(rows[1]?.[0]).toBe(1000);
    expect(reading.notes).toEqual([expect.stringContaining("microseconds since 1970")]);
  });
});

test("a byte-order mark and blank lines are repaired, and counted", () => {
  const { rows, reading } = readText("\uFEFFoffset_ms\n1\n\n  \n2\n");
  expect(rows).toHaveLength(2);
  expect(reading.repairs).toEqual([
    { what: "byte-order mark removed", count: 1 },
    { what: "blank lines left out", count: 2 },
  ]);
});

test("sorted rows are counted", () => {
  const { reading } = readText("offset_ms\n3\n1\n2\n", { sort: true });
  expect(reading.repairs).toEqual([{ what: expect.stringContaining("sorted"), count: 1 }]);
});

describe("burstgpt", () => {
  const head = "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type";
  const text = `${head}\n5,ChatGPT,472,18,490,Conversation log\n5,ChatGPT,1,0,1,API log\n5,GPT-4,2,3,5,API log\n9,GPT-4,4,5,9,API log\n`;

  it("spreads arrivals over their second, in order, by the seed, and says so", () => {
    const { rows, reading } = readText(text, { seed: 3 });
    const times = rows.map(([atMs]) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[2]).toBeLessThan(1000);
    expect((times[3] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(3000);
    expect(rows.map(([, input]) => input)).toEqual([472, 1, 2, 4]);
    expect(reading.repairs).toEqual([{ what: expect.stringContaining("de-quantised"), count: 4 }]);
    expect(readText(text, { seed: 3 }).rows).toEqual(rows);
    expect(readText(text, { seed: 4 }).rows).not.toEqual(rows);
  });

  it("counts rows without response tokens as requests that failed", () => {
    expect(readText(text).reading.notes).toEqual([expect.stringContaining("1 rows have 0 response tokens")]);
  });

  it("reads the files with a session column", () => {
    const wide = `Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n0,s,1.5,m,7,8,15,API log\n`;
    expect(readText(wide).rows).toEqual([[0, 7, 8]]);
  });
});

describe("servegen", () => {
  it.each(["Gamma", "Weibull"])("draws %s arrivals of the rate that each window states", (pattern) => {
    const text = `0,20,1.4,${pattern},0.6,0.1\n600,,,,,\n1200,40,1.4,${pattern},0.6,0.1\n`;
    const { rows, reading } = readText(text);
    const within = (from: number, to: number) =>
      rows.filter(([atMs]) => atMs >= from * 1000 && atMs < to * 1000).length;
    // Standard deviation of a count n is cv·√n: 190 and 270 here. Offsets count from the first arrival.
    expect(Math.abs(within(0, 600) - 12_000)).toBeLessThan(900);
    expect(within(601, 1199)).toBe(0);
    expect(Math.abs(within(1199, 1801) - 24_000)).toBeLessThan(1200);
    expect(reading.notes).toEqual([expect.stringContaining("parameters, not requests")]);
  });
});

test("the excerpt of the Azure trace: 300 arrivals, the first gap 52 ms", () => {
  const text = readFileSync(join(import.meta.dirname, "fixtures/azure-llm-2023-code-excerpt.csv"), "utf8");
  const { rows, reading } = readText(text);
  expect(reading).toMatchObject({ format: "azure-llm-2023", arrivals: 300, repairs: [], notes: [] });
  expect(rows[1]).toEqual([52, 3180, 8]);
});

test("every format has a name of its own and says whose it is", () => {
  expect(new Set(TRACE_FORMATS.map(({ name }) => name)).size).toBe(TRACE_FORMATS.length);
  expect(TRACE_FORMATS.every(({ title }) => title.length > 10)).toBe(true);
});
