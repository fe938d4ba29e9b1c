import fc from "fast-check";
import { expect, it } from "vitest";
import { DecimalTimes } from "../../src/traces/decimal.ts";
import { IsoTimes } from "../../src/traces/iso-time.ts";

const readIso = (times: IsoTimes, text: string) => times.read(text, 0, text.length);

/** 100 ns ticks since 1970 as `2023-11-16 18:17:03.9799600`, by Date and BigInt. */
function isoOfTicks(ticks: bigint): string {
  const whole = new Date(Number(ticks / 10_000_000n) * 1000).toISOString().slice(0, 19);
  return `${whole.replace("T", " ")}.${String(ticks % 10_000_000n).padStart(7, "0")}`;
}

// A week of 100 ns ticks, beginning anywhere between 1970 and 2200.
const pair = fc.tuple(fc.bigInt(0n, 72_000_000_000_000_000n), fc.bigInt(0n, 6_048_000_000_000n));

it("ISO times differ as their ticks of 100 ns do, by BigInt arithmetic", () => {
  fc.assert(
    fc.property(pair, ([start, later]) => {
      const times = new IsoTimes({ zone: "none", fraction: "required" });
      const gapMs = -readIso(times, isoOfTicks(start)) + readIso(times, isoOfTicks(start + later));
      expect(Math.round(gapMs * 10_000)).toBe(Number(later));
    }),
  );
});

it("decimal seconds since 1970 keep their microseconds", () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 4_000_000_000_000_000n), fc.bigInt(0n, 604_800_000_000n), (start, later) => {
      const text = (us: bigint) => `${us / 1_000_000n}.${String(us % 1_000_000n).padStart(6, "0")}`;
      const times = new DecimalTimes(1000);
      const [from, to] = [text(start), text(start + later)];
      const gapMs = -times.read(from, 0, from.length) + times.read(to, 0, to.length);
      expect(Math.round(gapMs * 1000)).toBe(Number(later));
    }),
  );
});

it("a zone east of Greenwich is earlier", () => {
  const times = new IsoTimes({ zone: "as-first", fraction: "optional" });
  const stamps = ["Z", "+01:00", "+0100", "+01", "-00:30"].map((zone) =>
    readIso(times, `2024-03-01T12:00:00${zone}`),
  );
  expect(stamps).toEqual([0, -3_600_000, -3_600_000, -3_600_000, 1_800_000]);
});

it.each([
  "2024-03-01T12:00:00.",
  "2024-03-01T12:00:00+1",
  "2024-13-01T12:00:00",
  "2024-03-01",
  "12:00:00",
  "",
])('refuses "%s"', (text) => {
  const times = new IsoTimes({ zone: "as-first", fraction: "optional" });
  expect(readIso(times, text)).toBeNaN();
  expect(times.problem).not.toBe("");
});

it("never reads what is no number, and always what is one", () => {
  const read = (text: string) => new DecimalTimes(1).read(text, 0, text.length);
  fc.assert(
    fc.property(fc.string(), (text) => {
      if (!/^(?:\d+\.?\d*|\d+(?:\.\d+)?[eE][+-]?\d+)$/.test(text)) expect(read(text)).toBeNaN();
    }),
  );
  expect(["0", "7", "7.5", "7.", "2.55e1", "1e-2"].map(read)).toEqual([0, 0, 0.5, 0, 0.5, 0.01]);
  expect(["-1", "1-", ".", "", "1.2.3", "0x10", "NaN", "Infinity", "1e999"].map(read)).toEqual(
    Array.from({ length: 9 }, () => Number.NaN),
  );
});
