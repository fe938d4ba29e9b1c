import { describe, expect, it } from "vitest";
import { readCounts } from "../../src/planning/demand/count-files.ts";
import { parseDailyCurve } from "../../src/planning/demand/daily-curve.ts";
import {
  busiestHour,
  countedDemand,
  curveDemand,
  flatDemand,
  type MinuteCounts,
  meanPerSec,
  scaledDemand,
} from "../../src/planning/demand/demand.ts";

const curve = (text: string) => {
  const read = parseDailyCurve(text);
  if ("problem" in read) throw new Error(read.problem);
  return curveDemand(read);
};

describe("the demand of a curve", () => {
  it("runs along straight lines, around midnight too", () => {
    // From 0 at midnight up to 120 at noon and back: 60 on average, 120 in the minute of noon.
    const demand = curve("0=0,12=120");
    expect(demand.hours).toHaveLength(24);
    expect(meanPerSec(demand)).toBeCloseTo(60, 0);
    expect(busiestHour(demand)).toMatchObject({ hour: 12, busiestPerSec: 120 });
    // Hour 6 goes from 60 up to 70 requests per second.
    expect(demand.hours[6]?.ratePerSec).toBeCloseTo(65, 0);
    expect(demand.hours[18]?.ratePerSec).toBeCloseTo(55, 0);
  });

  it("is flat with one point", () => {
    expect(new Set(curve("9=50").hours.map(({ busiestPerSec }) => busiestPerSec))).toEqual(new Set([50]));
  });

  it.each(["", "9", "9=x", "24=5", "-1=5", "9=-5", "9=5,9=6", "0=0,12=0", "9=1e9"])("refuses %j", (text) => {
    expect(parseDailyCurve(text)).toHaveProperty("problem");
  });
});

it("grows, and is brought to a peak before it grows", () => {
  const grown = scaledDemand(flatDemand(100), { peakPerSec: null, growth: 0.3 });
  expect(busiestHour(grown).busiestPerSec).toBeCloseTo(130, 9);
  const peak = scaledDemand(curve("0=0,12=120"), { peakPerSec: 500, growth: 0.1 });
  expect(busiestHour(peak).busiestPerSec).toBeCloseTo(550, 9);
  expect(meanPerSec(peak)).toBeCloseTo(275, -1);
});

describe("counts", () => {
  it("of a day and a half have the mean of the days, and are held to the busiest minute", () => {
    const counts: number[] = Array.from({ length: 36 * 60 }, (_, minute) => (minute < 24 * 60 ? 60 : 120));
    counts[25 * 60] = 600;
    const demand = countedDemand({ fromMinute: 0, counts }, "counts");
    // Hour 1: 60 minutes with 1/s, 59 with 2/s, and one with 10/s.
    expect(demand.hours[1]?.ratePerSec).toBeCloseTo((60 + 118 + 10) / 120, 9);
    expect(demand.hours[1]?.busiestPerSec).toBe(10);
    expect(demand.hours[20]).toEqual({ hour: 20, ratePerSec: 1, busiestPerSec: 1 });
  });

  it("leave hours that nobody counted as busy as the busiest one, and say so", () => {
    const demand = countedDemand({ fromMinute: 540, counts: [60, 120, null, 60] }, "counts");
    expect(demand.hours[9]).toMatchObject({ ratePerSec: 80 / 60, busiestPerSec: 2 });
    expect(demand.hours[3]?.busiestPerSec).toBe(2);
    expect(demand.notes.join(" ")).toMatch(/23 hours.*1 minutes/);
  });
});

describe("files of monitoring systems", () => {
  it("CSV of requests a minute", () => {
    const text = "timestamp,requests\n2026-11-30T09:00:00Z,60\n2026-11-30T09:01:00Z,120\n";
    expect(readCounts(text)).toEqual({ fromMinute: 540, counts: [60, 120] });
  });

  it("a column of minutes counts minutes", () => {
    expect(readCounts("minute,requests\n0,600\n1,1200\n2,600\n")).toEqual({
      fromMinute: null,
      counts: [600, 1200, 600],
    });
    expect(readCounts("minute,requests\n540,60\n541,120\n")).toEqual({ fromMinute: 540, counts: [60, 120] });
    expect(readCounts("minute,requests\n1764493200,60\n1764493260,120\n")).toEqual({
      fromMinute: 540,
      counts: [60, 120],
    });
  });

  it("the last day of February in a leap year is a day", () => {
    expect(readCounts("timestamp,requests\n2024-02-29 09:00,60\n")).toEqual({
      fromMinute: 540,
      counts: [60],
    });
  });

  it("CSV of counts every five minutes is divided evenly, and a missing one is a gap", () => {
    const text = "time;count\n2026-11-30 00:00;300\n2026-11-30 00:05;600\n2026-11-30 00:15;300\n";
    const read = readCounts(text);
    expect(read).toMatchObject({ fromMinute: 0 });
    const { counts } = read as MinuteCounts;
    expect(counts.slice(0, 6)).toEqual([60, 60, 60, 60, 60, 120]);
    expect(counts.slice(10, 15)).toEqual([null, null, null, null, null]);
  });

  it("Prometheus: rates of all series together", () => {
    const values = (perSec: string) => [
      [1_764_493_200, perSec],
      [1_764_493_260, perSec],
    ];
    const json = {
      status: "success",
      data: { resultType: "matrix", result: [{ values: values("1.5") }, { values: values("0.5") }] },
    };
    expect(readCounts(JSON.stringify(json))).toEqual({ fromMinute: 540, counts: [120, 120] });
  });

  it("CloudWatch: sums, in any order", () => {
    const json = {
      Datapoints: [
        { Timestamp: "2026-11-30T09:01:00Z", Sum: 120 },
        { Timestamp: "2026-11-30T10:00:00+01:00", Sum: 60 },
      ],
    };
    expect(readCounts(JSON.stringify(json))).toEqual({ fromMinute: 540, counts: [60, 120] });
    const data = { MetricDataResults: [{ Timestamps: ["2026-11-30T09:00:00Z"], Values: [60] }] };
    expect(readCounts(JSON.stringify(data))).toEqual({ fromMinute: 540, counts: [60] });
  });

  it.each([
    ["timestamp,requests\nyesterday,60\n", /line 2.*no time/],
    ["timestamp,requests\n2026-11-30,-1\n", /line 2/],
    ["timestamp,requests\n2026-13-05 00:00,60\n", /line 2.*no time/],
    ["timestamp,requests\n2026-02-29 00:00,60\n", /line 2.*no time/],
    ["timestamp,requests\n2026-02-28 24:60,60\n", /line 2.*no time/],
    ['{"data":{"result":[{"values":[[0,"NaN"]]}]}}', /the value "NaN" is no number/],
    ['{"data":{"result":[{"values":[[0,null]]}]}}', /the value null is no number/],
    ['{"data":{"result":[{"values":[[0,"Infinity"]]}]}}', /the value "Infinity" is no number/],
    ['{"MetricDataResults":[{"Timestamps":["2026-11-30T09:00:00Z"],"Values":[null]}]}', /no number/],
    ["timestamp,requests\n", /no counts/],
    ["timestamp,requests\n2026-11-30T00:00:00Z,1\n2026-11-30T09:00:00Z,1\n", /more than an hour apart/],
  ])("says what is wrong with %j", (text, why) => {
    expect(readCounts(text)).toMatch(why);
  });

  it("knows no other file", () => {
    expect(readCounts("a,b\n1,2\n")).toBeNull();
    expect(readCounts("{}")).toBeNull();
  });
});
