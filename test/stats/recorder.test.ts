import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FAILURE_CODES, OUTCOMES, type Sample } from "../../src/core/sample.ts";
import type { RunWindow } from "../../src/result/window.ts";
import { BurstAccumulator } from "../../src/stats/burst.ts";
import { Histogram } from "../../src/stats/histogram.ts";
import { RunRecorder } from "../../src/stats/recorder.ts";

const MEASURE_FROM_MS = 1500;
const MEASURE_MS = 4000;

/** A request of a run with 1.5 s of warm-up and 4 s of measuring; some end in the drain. */
const sampleArbitrary: fc.Arbitrary<Sample> = fc
  .record({
    intendedMs: fc.double({ min: 0, max: MEASURE_FROM_MS + MEASURE_MS - 1, noNaN: true }),
    lagMs: fc.double({ min: 0, max: 20, noNaN: true }),
    serviceMs: fc.oneof(
      fc.double({ min: 0, max: 10, noNaN: true }),
      fc.double({ min: 0, max: 3000, noNaN: true }),
    ),
    outcome: fc.oneof(
      { weight: 3, arbitrary: fc.constant("ok" as const) },
      { weight: 2, arbitrary: fc.constantFrom(...OUTCOMES) },
    ),
    failure: fc.constantFrom(...FAILURE_CODES),
    status: fc.constantFrom(0, 200, 503),
    items: fc.integer({ min: 1, max: 8 }),
  })
  .map(({ intendedMs, lagMs, serviceMs, outcome, failure, status, items }) => {
    const sentMs = outcome === "shed" ? null : intendedMs + lagMs;
    return {
      seq: 0,
      shard: 0,
      phase: intendedMs < MEASURE_FROM_MS ? "warmup" : "measure",
      endpoint: 0,
      items,
      intendedMs,
      sentMs,
      firstByteMs: null,
      doneMs: intendedMs + lagMs + (sentMs === null ? 0 : serviceMs),
      bytes: 10,
      outcome,
      failure: outcome === "ok" ? "none" : failure,
      status,
    };
  });
const samplesArbitrary = fc
  .array(sampleArbitrary, { maxLength: 120 })
  .map((samples) =>
    samples.sort((a, b) => a.intendedMs - b.intendedMs).map((sample, seq) => ({ ...sample, seq })),
  );

const windowOf = (atMs: number): number => Math.floor((atMs - MEASURE_FROM_MS) / 1000);

interface Recorded {
  readonly recorder: RunRecorder;
  readonly rows: RunWindow[];
  /** Response histogram of each row. */
  readonly windowResponses: Histogram[];
  readonly sent: ReturnType<RunRecorder["finish"]>;
}

/** Deals the samples to shards, whose reports of `reportMs` reach the recorder in an order that `chance` picks. */
function record(
  samples: readonly Sample[],
  shards: number,
  reportMs: number,
  chance: () => number,
): Recorded {
  const rows: RunWindow[] = [];
  const windowResponses: Histogram[] = [];
  const recorder = new RunRecorder({
    shards,
    measureFromMs: MEASURE_FROM_MS,
    measureMs: MEASURE_MS,
    offeredPerWindow: (window) => samples.filter(({ intendedMs }) => windowOf(intendedMs) === window).length,
    onWindow: (row, latencies) => {
      rows.push(row);
      const copy = new Histogram();
      copy.add(latencies.response);
      windowResponses.push(copy);
    },
  });
  const endMs = Math.max(MEASURE_FROM_MS + MEASURE_MS, ...samples.map(({ doneMs }) => doneMs)) + 1;
  const reported = new Array<number>(shards).fill(0);
  for (
    let open = reported.map((_, i) => i);
    open.length > 0;
    open = open.filter((i) => (reported[i] ?? 0) < endMs)
  ) {
    const shard = open[Math.floor(chance() * open.length)] ?? 0;
    const [fromMs, toMs] = [reported[shard] ?? 0, (reported[shard] ?? 0) + reportMs * (0.5 + chance())];
    const mine = samples.filter(({ seq }) => seq % shards === shard);
    const within = (atMs: number) => atMs >= fromMs && atMs < toMs;
    for (const sample of mine) if (within(sample.doneMs)) recorder.add({ ...sample, shard });
    const sends = mine
      .flatMap(({ phase, sentMs }) => (sentMs !== null && within(sentMs) ? [{ phase, sentMs }] : []))
      .sort((a, b) => Number(a.phase === "measure") - Number(b.phase === "measure") || a.sentMs - b.sentMs);
    const warmup = sends.filter(({ phase }) => phase === "warmup").length;
    recorder.addSends(
      shard,
      Float64Array.from(sends, ({ sentMs }) => sentMs),
      warmup,
      toMs,
    );
    recorder.progress(shard, toMs, 1);
    reported[shard] = toMs;
  }
  return { recorder, rows, windowResponses, sent: recorder.finish(MEASURE_FROM_MS + MEASURE_MS) };
}

/** All that must not depend on how the samples arrived. In-flight maxima do: they are as fine as the reports. */
function outcomeOf({ recorder, rows, windowResponses, sent }: Recorded) {
  const lastRow = rows.findLastIndex((row) => row.ok + row.failed + row.offered > 0);
  return {
    byOutcome: recorder.byOutcome,
    scheduled: recorder.scheduled,
    sentCount: recorder.sent,
    answered: [recorder.answered, recorder.throughput.within.items],
    unfinished: recorder.unfinished,
    failures: recorder.failures.map((row) => JSON.stringify(row)).sort(),
    histograms: [recorder.total.response, recorder.total.service, recorder.total.sendLag].map((h) =>
      h.encode(),
    ),
    rows: rows.slice(0, lastRow + 1).map((row) => ({ ...row, inFlight: 0 })),
    windows: windowResponses.slice(0, lastRow + 1).map((h) => h.encode()),
    sent,
  };
}

/** One shard, one report at 9 s, when everything has ended. */
const inOneBlock = (samples: readonly Sample[]) => record(samples, 1, 18_000, () => 0);
const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });

/** Cheap chance for the order of reports. */
function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

it("records the same whatever the number of shards, the length of their reports and the order these arrive in", () => {
  fc.assert(
    fc.property(
      samplesArbitrary,
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom(50, 400, 1700),
      seeds,
      (samples, shards, reportMs, seed) => {
        expect(outcomeOf(record(samples, shards, reportMs, chanceFrom(seed)))).toEqual(
          outcomeOf(inOneBlock(samples)),
        );
      },
    ),
    { numRuns: 60 },
  );
});

it("loses and invents nothing: every scheduled request of the measured part has one outcome", () => {
  fc.assert(
    fc.property(samplesArbitrary, (samples) => {
      const measured = samples.filter(({ phase }) => phase === "measure");
      const { recorder } = inOneBlock(samples);
      expect(recorder.scheduled).toBe(measured.length);
      for (const outcome of OUTCOMES) {
        expect(recorder.byOutcome[outcome]).toBe(measured.filter((s) => s.outcome === outcome).length);
      }
      const failed = measured.filter(({ outcome }) => outcome !== "ok").length;
      expect(recorder.failures.reduce((sum, { count }) => sum + count, 0)).toBe(failed);
      expect(recorder.total.response.count).toBe(measured.length - failed);
      expect(recorder.sent).toBe(measured.filter(({ sentMs }) => sentMs !== null).length);
      const within = samples.filter(
        ({ outcome, doneMs }) =>
          outcome === "ok" && doneMs >= MEASURE_FROM_MS && doneMs < MEASURE_FROM_MS + MEASURE_MS,
      );
      expect(recorder.answered).toBe(within.length);
      const items = (some: readonly Sample[]) => some.reduce((sum, sample) => sum + sample.items, 0);
      expect(recorder.throughput.within.items).toBe(items(within));
      const due = measured.filter(({ outcome }) => outcome === "ok");
      expect([recorder.throughput.due.requests, recorder.throughput.due.items]).toEqual([
        due.length,
        items(due),
      ]);
    }),
  );
});

it("has one row per second without a gap, whose sums are the totals", () => {
  fc.assert(
    fc.property(samplesArbitrary, seeds, (samples, seed) => {
      const { recorder, rows, windowResponses } = record(samples, 3, 300, chanceFrom(seed));
      expect(rows.map(({ startMs }) => startMs)).toEqual(rows.map((_, i) => -500 + 1000 * i));
      const measured = rows.filter(({ phase }) => phase !== "warmup");
      const sum = (key: "ok" | "failed") => measured.reduce((total, row) => total + row[key], 0);
      expect(sum("ok")).toBe(recorder.byOutcome.ok);
      expect(sum("ok") + sum("failed")).toBe(recorder.scheduled);
      expect(rows.reduce((total, row) => total + row.offered, 0)).toBe(samples.length);
      const merged = new Histogram();
      for (const [i, response] of windowResponses.entries())
        if (rows[i]?.phase !== "warmup") merged.add(response);
      expect(merged.encode()).toBe(recorder.total.response.encode());
      for (const row of rows) {
        const ended = samples.filter(
          (s) =>
            s.doneMs >= row.startMs &&
            s.doneMs < row.startMs + 1000 &&
            (s.phase === "warmup") === (row.phase === "warmup"),
        );
        expect(row.ok).toBe(ended.filter(({ outcome }) => outcome === "ok").length);
        expect(row.failed).toBe(ended.filter(({ outcome }) => outcome !== "ok").length);
        expect(row.p50Ms === null).toBe(row.ok === 0);
        expect(row.p99Ms === null).toBe(row.ok < 100);
      }
    }),
    { numRuns: 60 },
  );
});

it("counts, at the end of each measured second, the requests that have no outcome yet, those of the warm-up too", () => {
  fc.assert(
    fc.property(samplesArbitrary, (samples) => {
      const expected = [1, 2, 3, 4].map((second) => {
        const endMs = MEASURE_FROM_MS + 1000 * second;
        const offered = samples.filter(({ intendedMs }) => intendedMs < endMs).length;
        return offered - samples.filter(({ doneMs }) => doneMs < endMs).length;
      });
      expect(inOneBlock(samples).recorder.unfinished).toEqual(expected);
    }),
  );
});

it("describes the traffic that was sent as one merged stream, warm-up left out", () => {
  fc.assert(
    fc.property(samplesArbitrary, fc.integer({ min: 1, max: 5 }), seeds, (samples, shards, seed) => {
      const sends = samples.flatMap(({ phase, sentMs }) =>
        phase === "measure" && sentMs !== null ? [sentMs] : [],
      );
      const burst = new BurstAccumulator();
      for (const atMs of sends.sort((a, b) => a - b)) burst.add(atMs);
      const { sent } = record(samples, shards, 200, chanceFrom(seed));
      expect(sent).toEqual(burst.finish(MEASURE_FROM_MS + MEASURE_MS));
    }),
    { numRuns: 60 },
  );
});

describe("by hand", () => {
  const sample = (changes: Partial<Sample>): Sample => ({
    seq: 0,
    shard: 0,
    phase: "measure",
    endpoint: 0,
    items: 1,
    intendedMs: 2000,
    sentMs: 2001,
    firstByteMs: 2004,
    doneMs: 2005,
    bytes: 10,
    outcome: "ok",
    failure: "none",
    status: 200,
    ...changes,
  });

  it("counts response time from the intended and service time from the actual sending", () => {
    const { recorder } = inOneBlock([sample({ intendedMs: 2000, sentMs: 2100, doneMs: 2130 })]);
    const { response, service, sendLag } = recorder.total;
    expect(response.meanMs).toBeCloseTo(130, 9);
    expect(service.meanMs).toBeCloseTo(30, 9);
    expect(sendLag.meanMs).toBeCloseTo(100, 9);
  });

  it("keeps failures out of the latencies, and groups them by outcome, cause and status, most first", () => {
    const { recorder } = inOneBlock([
      sample({ outcome: "timeout", status: 0 }),
      sample({ outcome: "error", failure: "http-status", status: 503 }),
      sample({ outcome: "error", failure: "http-status", status: 503 }),
      sample({ outcome: "error", failure: "http-status", status: 500 }),
    ]);
    expect(recorder.total.response.count).toBe(0);
    expect(recorder.failures[0]).toEqual({ outcome: "error", failure: "http-status", status: 503, count: 2 });
    expect(recorder.failures).toHaveLength(3);
  });

  it("does not count warm-up, but for the throughput where it ends in the measured part", () => {
    const { recorder, rows } = inOneBlock([
      sample({ phase: "warmup", intendedMs: 100, sentMs: 100, doneMs: 110 }),
      sample({ phase: "warmup", intendedMs: 1490, sentMs: 1490, doneMs: 1600 }),
      sample({ phase: "warmup", intendedMs: 200, sentMs: 200, doneMs: 300, outcome: "error" }),
    ]);
    expect([recorder.scheduled, recorder.sent, recorder.answered, recorder.total.response.count]).toEqual([
      0, 0, 1, 0,
    ]);
    expect(recorder.failures).toEqual([]);
    expect(rows.slice(0, 3).map(({ phase, ok, failed }) => ({ phase, ok, failed }))).toEqual([
      { phase: "warmup", ok: 1, failed: 1 },
      { phase: "warmup", ok: 0, failed: 0 },
      { phase: "measure", ok: 0, failed: 0 },
    ]);
  });

  it("calls the seconds after the measured part the drain", () => {
    const { rows } = inOneBlock([sample({ intendedMs: 5400, sentMs: 5400, doneMs: 7000 })]);
    expect(rows.filter(({ phase }) => phase === "measure")).toHaveLength(4);
    expect(rows.find(({ ok }) => ok === 1)).toMatchObject({ phase: "drain", startMs: 6500, offered: 0 });
  });

  it("counts each of several endpoints by itself, and they add up to the whole; one is not counted twice", () => {
    const plan = { shards: 1, measureFromMs: MEASURE_FROM_MS, measureMs: MEASURE_MS };
    const started = (endpoints: number) =>
      new RunRecorder({ ...plan, endpoints, offeredPerWindow: () => 0, onWindow() {} });
    expect(started(1).endpoints).toEqual([]);
    fc.assert(
      fc.property(samplesArbitrary, fc.integer({ min: 2, max: 4 }), (samples, endpoints) => {
        const recorder = started(endpoints);
        for (const each of samples) recorder.add({ ...each, endpoint: each.seq % endpoints });
        recorder.finish(MEASURE_FROM_MS + MEASURE_MS);
        const rows = recorder.endpoints.map((tally, index) => tally.summary(`http://${index}/`));
        for (const [index, { url, requests, latencyMs }] of rows.entries()) {
          const mine = samples.filter(({ seq, phase }) => seq % endpoints === index && phase === "measure");
          expect(url).toBe(`http://${index}/`);
          expect(requests.scheduled).toBe(mine.length);
          expect(requests.failed).toBe(mine.filter(({ outcome }) => outcome !== "ok").length);
          expect(requests.ok + requests.failed).toBe(mine.length);
          const sent = mine.filter(({ outcome, sentMs }) => outcome === "ok" && sentMs !== null).length;
          expect([latencyMs.response.count, latencyMs.service.count]).toEqual([sent, sent]);
        }
        for (const outcome of OUTCOMES) {
          const sum = rows.reduce((total, { requests }) => total + requests.byOutcome[outcome], 0);
          expect(sum).toBe(recorder.byOutcome[outcome]);
        }
      }),
    );
  });

  it("hands over each second as soon as every shard is past it, and keeps the most that the whole had in flight", () => {
    const seconds: number[] = [];
    const recorder = new RunRecorder({
      shards: 2,
      measureFromMs: 0,
      measureMs: 3000,
      offeredPerWindow: () => 0,
      onWindow: (row) => seconds.push(row.startMs),
    });
    recorder.progress(0, 2500, 3);
    expect(seconds).toEqual([]);
    recorder.progress(1, 900, 4);
    expect(seconds).toEqual([]);
    recorder.progress(1, 1000, 1);
    expect(seconds).toEqual([0]);
    recorder.progress(1, 2500, 1);
    expect(seconds).toEqual([0, 1000]);
    recorder.finish(3000);
    expect(seconds).toEqual([0, 1000, 2000]);
    expect(recorder.maxInFlight).toBe(4);
  });

  it("warm-up that leaves late was due in the warm-up, and leaves no unfinished request in the measured part", () => {
    const rows: RunWindow[] = [];
    const recorder = new RunRecorder({
      shards: 1,
      measureFromMs: 1000,
      measureMs: 2000,
      offeredPerWindow: null,
      onWindow: (row) => rows.push(row),
    });
    recorder.addSends(0, Float64Array.of(900, 1000.5, 1001, 1500), 2, 1600);
    recorder.add(sample({ phase: "warmup", intendedMs: 900, sentMs: 900, doneMs: 950 }));
    recorder.add(sample({ phase: "warmup", intendedMs: 999, sentMs: 1000.5, doneMs: 1100 }));
    recorder.add(sample({ intendedMs: 1001, sentMs: 1001, doneMs: 1200 }));
    recorder.add(sample({ intendedMs: 1500, sentMs: 1500, doneMs: 1700 }));
    recorder.finish(3000);
    expect(rows.map(({ phase, offered }) => [phase, offered])).toEqual([
      ["warmup", 2],
      ["measure", 2],
    ]);
    expect(recorder.unfinished).toEqual([0]);
  });

  it("a run that was broken off offers, in its last second, what came due until then", () => {
    const rows: RunWindow[] = [];
    const recorder = new RunRecorder({
      shards: 1,
      measureFromMs: 0,
      measureMs: 5000,
      offeredPerWindow: () => 100,
      onWindow: (row) => rows.push(row),
    });
    for (let intendedMs = 0; intendedMs < 1300; intendedMs += 10)
      recorder.add(sample({ intendedMs, sentMs: intendedMs, doneMs: intendedMs + 5 }));
    recorder.stop(1300);
    recorder.progress(0, 2100, 1);
    recorder.finish(1300);
    expect(rows.map(({ offered }) => offered)).toEqual([100, 30, 0]);
  });
});
