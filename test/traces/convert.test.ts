import fc from "fast-check";
import { expect, it } from "vitest";
import { plainRows } from "../../src/traces/row-writer.ts";
import { readText } from "./read-lines.ts";

const rowsArbitrary = fc
  .array(fc.tuple(fc.double({ min: 0, max: 1e8, noNaN: true }), fc.nat(100_000), fc.nat(100_000)), {
    minLength: 1,
    maxLength: 30,
  })
  .map((rows) => {
    let atMs = -(rows[0]?.[0] ?? 0);
    return rows.map(([gap, input, output]) => {
      atMs += gap;
      return [atMs, input, output] as const;
    });
  });

it.each(["csv", "jsonl"] as const)("a %s file says what was written, to the nanosecond", (to) => {
  fc.assert(
    fc.property(rowsArbitrary, fc.boolean(), (rows, withLengths) => {
      let text = "";
      const write = plainRows(to, (piece) => {
        text += piece;
      });
      for (const [atMs, input, output] of rows)
        write(atMs, withLengths ? input : Number.NaN, withLengths ? output : Number.NaN);
      const { rows: read, reading } = readText(text);
      expect(reading).toMatchObject({ format: to, repairs: [] });
      // That times are shared is a property of what was written.
      expect(reading.notes.filter((note) => !/different times|the same time/.test(note))).toEqual([]);
      expect(read).toHaveLength(rows.length);
      for (const [i, [atMs, input, output]] of rows.entries()) {
        expect(Math.abs((read[i]?.[0] ?? Number.NaN) - atMs)).toBeLessThan(1.2e-6);
        expect(read[i]?.slice(1)).toEqual(withLengths ? [input, output] : [Number.NaN, Number.NaN]);
      }
    }),
  );
});
