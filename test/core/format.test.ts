import { expect, test } from "vitest";
import {
  formatCorrelation,
  formatEnergy,
  formatMoney,
  formatMs,
  formatNumber,
  formatPrice,
  formatRate,
  formatShare,
  formatSpan,
  formatTime,
} from "../../src/core/format.ts";
import { repeatCommand } from "../../src/report/page/repeat-command.ts";
import { goodRun } from "../report/run/fixture.ts";

test.each([
  ["three significant digits", formatNumber(0.012345), "0.0123"],
  ["no digit of a whole part is lost", formatNumber(123456.7), "123,457"],
  ["a rounded number that gains a digit", formatNumber(99.96), "100"],
  ["nothing", formatNumber(null), "—"],
  ["negative", formatNumber(-1.5), "−1.50"],
  ["microseconds", formatMs(0.2134), "213 µs"],
  ["milliseconds", formatMs(12.345), "12.3 ms"],
  ["seconds", formatMs(1234.5), "1.23 s"],
  ["just below a second", formatMs(999.6), "1.00 s"],
  ["little energy", formatEnergy(0.0352), "35.2 mJ"],
  ["energy", formatEnergy(0.351), "0.351 J"],
  ["much energy", formatEnergy(5123), "5.12 kJ"],
  ["energy that is not known", formatEnergy(null), "—"],
  ["a chosen length has no padding", formatSpan(1500), "1.5 s"],
  ["minutes", formatSpan(150_000), "2.5 min"],
  ["a high rate", formatRate(216.333), "216.3/s"],
  ["a low rate", formatRate(6), "6.00/s"],
  ["almost all is not all", formatShare(9_957, 10_000), "99.57 %"],
  ["one in a million", formatShare(999_999, 1_000_000), "99.99990 %"],
  ["few", formatShare(12, 12_071), "0.099 %"],
  ["of nothing", formatShare(0, 0), "—"],
  ["money", formatMoney(0.6754, "USD"), "$0.68"],
  ["little money", formatMoney(0.01234, "USD"), "$0.0123"],
  ["other money", formatMoney(1234.5, "EUR"), "1,234.50 EUR"],
  ["a price is never rounded", formatPrice(0.526, "USD"), "$0.526"],
  ["correlation", formatCorrelation(-0.00043), "−0.000"],
  ["time", formatTime("2026-11-22T09:41:07.512Z"), "2026-11-22 09:41:07 UTC"],
  ["what is no time", formatTime("yesterday"), "yesterday"],
])("%s", (_, said, expected) => {
  expect(said).toBe(expected);
});

test("the command is that of the result, quoted for a shell", () => {
  const result = {
    ...goodRun(),
    command: ["plimsoll", "run", "steady", "--slo", "p99<=1s", "--model", "it's; rm -rf ~"],
  };
  expect(repeatCommand(result)).toBe("plimsoll run steady --slo 'p99<=1s' --model 'it'\\''s; rm -rf ~'");
});

test("writes a number that is nothing but rounding as 0", () => {
  expect([1e-14, -1e-15].map((value) => formatNumber(value))).toEqual(["0", "0"]);
});
