import { expect, it } from "vitest";
import { rawData } from "../../../src/report/page/raw-data.ts";

const seconds = (count: number) => Array.from({ length: count }, (_, at) => ({ at }));
const result = { name: "run", histograms: "h".repeat(300), windows: seconds(20) };
const kept = (room: number) => {
  const { text } = rawData(result, ["histograms", "windows"], room);
  return ["histograms", "windows"].filter((part) => text.includes(`"${part}":`));
};

it("leaves out the large parts in their order until the rest fits", () => {
  expect(kept(10_000)).toEqual(["histograms", "windows"]);
  expect(kept(400)).toEqual(["windows"]);
  expect(kept(100)).toEqual([]);
  expect(rawData(result, ["histograms", "windows"], 100).text).toContain(
    "Left out for size: histograms and windows;",
  );
  expect(rawData(result, ["histograms", "windows"], 5).text).toContain("did not fit");
});

it("never writes out a list that cannot fit, only to see how long it is", () => {
  const written = { toJSON: () => expect.unreachable("it was written out") };
  const week = { name: "week", windows: Array.from({ length: 600 }, () => written) };
  const { text } = rawData(week, ["windows"], 1000);
  expect(text).toContain('{"name":"week"}');
  expect(text).toContain("Left out for size: windows;");
});
