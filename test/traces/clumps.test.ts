import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../src/core/rng.ts";
import { TRACE_FORMATS } from "../../src/traces/formats/index.ts";
import { readText } from "./read-lines.ts";
import { generate } from "./traffic.ts";

const csv = (times: Iterable<number>) => `offset_ms\n${[...times].join("\n")}\n`;
/** Poisson arrivals whose times were cut to multiples of a quantum. */
const cutTo = (quantumMs: number, ratePerSec: number, seconds = 600) =>
  [...generate({ kind: "poisson", ratePerSec }, seconds, 1)].map(
    (atMs) => Math.floor(atMs / quantumMs) * quantumMs,
  );

describe("the note on arrivals whose times a coarse clock cut", () => {
  it("names the times, the quantum, the clumps and the option that spreads them: Mooncake's 3 s", () => {
    const times = cutTo(3000, 3.4, 3540);
    const different = new Set(times).size;
    const [note, ...others] = readText(csv(times)).reading.notes;
    expect(others).toEqual([]);
    expect(note).toContain(`arrivals share ${different.toLocaleString("en-US")} different times`);
    expect(note).toContain(
      "all of them multiples of 3s apart: replayed as they stand, they come in clumps of ",
    );
    expect(note).toContain("--spread 3s spreads them over it");
  });

  it.each([
    ["whole seconds, one request in each", 1000, 1],
    ["tenths of a second", 100, 8],
    ["minutes", 60_000, 0.5],
    ["times of 12.5 ms", 12.5, 200],
  ])("is there for %s", (_, quantumMs, ratePerSec) => {
    expect(readText(csv(cutTo(quantumMs, ratePerSec, 1200))).reading.notes).toEqual([
      expect.stringContaining("that a coarse clock may have made"),
    ]);
  });

  it.each([
    ["arrivals of a fine clock", [...generate({ kind: "poisson", ratePerSec: 50 }, 100, 1)]],
    ["milliseconds", cutTo(1, 100)],
    ["whole seconds that are far enough apart", cutTo(1000, 0.1)],
    ["a metronome", Array.from({ length: 100 }, (__, i) => 1000 * i)],
    ["two that came at once", [0, 1, 2, 2]],
  ])("is not there for %s", (_, times) => {
    expect(readText(csv(times)).reading.notes).toEqual([]);
  });

  it("tells stamps in batches from a clock: no quantum of theirs is as long as the way between them", () => {
    const rng = createRng(1, "batches");
    let atMs = 0;
    const times = Array.from({ length: 200 }, () => {
      atMs += Math.floor(2900 + 200 * rng());
      return new Array<number>(12).fill(atMs);
    }).flat();
    const [note] = readText(csv(times)).reading.notes;
    expect(note).toMatch(
      /2,400 arrivals share 200 different times, on average 3\.0\d* s apart: .* if they were stamped in batches, .* --spread 3s/,
    );
    const spread = readText(csv(times), { spreadMs: 3000 });
    expect(spread.reading.notes).toEqual([]);
    expect(spread.reading.repairs).toEqual([{ what: expect.stringContaining("de-quantised"), count: 2400 }]);
  });

  it("stays where the arrivals were spread over less than their quantum", () => {
    expect(readText(csv(cutTo(3000, 4)), { spreadMs: 1000 }).reading.notes).toEqual([
      expect.stringContaining("spread over 1s only, they come in clumps"),
    ]);
  });
});

/** The same arrivals, at 0, 0, 0, 1, 1 and 3 s, as each format that holds times writes them. */
const SECONDS = [0, 0, 0, 1, 1, 3];
const AS_FORMAT: Readonly<Record<string, string>> = {
  "azure-llm-2023": `TIMESTAMP,ContextTokens,GeneratedTokens\n${SECONDS.map((s, i) => `2023-11-16 18:17:0${s}.0,${i},1`).join("\n")}\n`,
  "azure-llm-2024": `TIMESTAMP,ContextTokens,GeneratedTokens\n${SECONDS.map((s, i) => `2024-05-12 00:00:0${s}+00:00,${i},1`).join("\n")}\n`,
  "azure-functions-2021": `app,func,end_timestamp,duration\n${SECONDS.map((s) => `a,f,${s + 1},1`).join("\n")}\n`,
  burstgpt: `Timestamp,Model,Request tokens,Response tokens\n${SECONDS.map((s, i) => `${s},m,${i},1`).join("\n")}\n`,
  mooncake: SECONDS.map(
    (s, i) => `{"timestamp": ${1000 * s}, "input_length": ${i}, "output_length": 1}\n`,
  ).join(""),
  csv: `time_s,input_length\n${SECONDS.map((s, i) => `${s},${i}`).join("\n")}\n`,
  jsonl: SECONDS.map((s, i) => `{"ts": "2024-05-12 00:00:0${s}", "input_tokens": ${i}}\n`).join(""),
};

describe("arrivals spread over the quantum of their clock", () => {
  it("can be had of every format that holds times", () => {
    expect(Object.keys(AS_FORMAT).sort()).toEqual(
      TRACE_FORMATS.map(({ name }) => name)
        .filter((name) => name !== "servegen") // which holds no arrivals
        .sort(),
    );
  });

  it.each(Object.entries(AS_FORMAT))(
    "%s: in order, by the seed, each within its second, and no more",
    (format, text) => {
      const { rows, reading } = readText(text, { spreadMs: 1000, seed: 3 });
      expect(reading).toMatchObject({
        format,
        arrivals: 6,
        repairs: [
          {
            what: "arrivals had times cut to multiples of 1s, and were spread over it by chance (de-quantised)",
            count: 6,
          },
        ],
      });
      const times = rows.map(([atMs]) => atMs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(new Set(times).size).toBe(6);
      // Offsets count from the first arrival, which lies somewhere in its second.
      for (const [i, sec] of SECONDS.entries()) {
        expect(times[i]).toBeGreaterThan(1000 * sec - 1000);
        expect(times[i]).toBeLessThan(1000 * sec + 1000);
      }
      if (format !== "azure-functions-2021")
        expect(rows.map(([, input]) => input)).toEqual([0, 1, 2, 3, 4, 5]);
      expect(readText(text, { spreadMs: 1000, seed: 3 }).rows).toEqual(rows);
      expect(readText(text, { spreadMs: 1000, seed: 4 }).rows).not.toEqual(rows);
    },
  );

  it.each(Object.entries(AS_FORMAT))("%s: left as they are where 0 is asked for", (_, text) => {
    const { rows, reading } = readText(text, { spreadMs: 0 });
    expect(rows.map(([atMs]) => Math.round(atMs))).toEqual(SECONDS.map((sec) => 1000 * sec));
    expect(reading.repairs).toEqual([]);
    expect(reading.notes.join()).toContain("--spread 1s spreads them over it");
  });

  it("keep their number in every quantum, wherever the lattice begins", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 60 }),
        fc.constantFrom(10, 250, 1000, 3000),
        fc.nat({ max: 5000 }),
        fc.nat(),
        (steps, quantumMs, startMs, seed) => {
          const numbers = steps.toSorted((a, b) => a - b);
          const times = numbers.map((number) => startMs + number * quantumMs);
          const { rows } = readText(csv(times), { spreadMs: quantumMs, seed });
          const [first = 0] = numbers;
          // The first arrival is at 0 now: by how much it was moved is open, but the same for all.
          const moved = rows.map(([atMs], i) => atMs - ((numbers[i] ?? 0) - first) * quantumMs);
          expect(Math.max(...moved) - Math.min(...moved)).toBeLessThan(quantumMs);
          expect(rows).toHaveLength(times.length);
        },
      ),
    );
  });

  it("have the rate that they had", () => {
    const times = cutTo(3000, 4, 3000);
    const { rows } = readText(csv(times), { spreadMs: 3000 });
    const rate = (last: number) => times.length / last;
    expect(rate(rows.at(-1)?.[0] ?? 0) / rate(times.at(-1) ?? 0)).toBeCloseTo(1, 2);
  });
});
