import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import type { SchedulePlan } from "../../src/scenario/schedule.ts";
import { summarise } from "../../src/stats/latency.ts";
import { judgeJson, judgeValue } from "../../src/targets/judge/answer-check.ts";
import { listen } from "../transport/raw-server.ts";
import { drive, prepared } from "./driving.ts";

const PLAN: SchedulePlan = {
  arrivals: { kind: "constant", ratePerSec: 20 },
  warmupMs: 0,
  measureMs: 1000,
  seed: 3,
  traces: {},
  payloads: 1,
};

async function answering(bodyOf: (asked: number) => string | Buffer, afterMs = 0) {
  let asked = 0;
  const server = await listen(
    createServer((_, response) => {
      const body = bodyOf(++asked);
      response.setHeader("content-length", Buffer.byteLength(body));
      setTimeout(() => response.end(body), afterMs);
    }),
  );
  onTestFinished(() => server.close());
  return server.address;
}

test("an answer that its judge cannot evaluate is wrong, with the reason, and the run goes on", async () => {
  const deep = `${"[".repeat(200)}{"a":1}${"]".repeat(200)}`;
  const address = await answering((asked) => (asked === 5 ? deep : '{"a":1}'));
  const settings = { prepared: { ...prepared(address, "1.1"), expected: { check: "$..a", isJson: true } } };
  const { samples, byOutcome } = await drive(address, PLAN, settings);
  expect(samples).toHaveLength(20);
  expect(byOutcome).toMatchObject({ ok: 19, wrong: 1 });
});

test("a judge that breaks at every answer ends no run: each is wrong, with the reason", async () => {
  const address = await answering(() => '{"a":1}');
  const broken = { prepared: { ...prepared(address, "1.1"), expected: { check: "$[", isJson: true } } };
  const { samples, messages, byOutcome } = await drive(address, PLAN, broken);
  expect(byOutcome).toMatchObject({ ok: 0, wrong: 20 });
  expect(samples.every(({ failure }) => failure === "response-shape")).toBe(true);
  // Each sending thread tells one example.
  expect(messages.length).toBeGreaterThan(0);
  for (const message of messages) expect(message).toContain("cannot be read");
});

test("judging is no part of any interval: in a closed loop, response time is service time", async () => {
  const large = JSON.stringify({ ok: 1, data: Array.from({ length: 300_000 }, (_, i) => i * 1.1) });
  const body = Buffer.from(large);
  const address = await answering(() => body, 20);
  const judged = {
    prepared: { ...prepared(address, "1.1"), expected: { check: "$.ok == 1", isJson: true } },
  };
  for (const concurrency of [1, 3]) {
    const load = { kind: "closed" as const, concurrency };
    const { recorder, samples } = await drive(
      address,
      { ...PLAN, arrivals: null },
      { load, workers: 1, ...judged },
    );
    expect(samples.length).toBeGreaterThan(2);
    const [response, service] = [recorder.total.response, recorder.total.service].map((histogram) =>
      summarise(histogram),
    );
    // Held against what judging takes here and now, since a busy machine is slow at both.
    expect((response?.p50 ?? 0) - (service?.p50 ?? 0)).toBeLessThan(judgingMs(body) / 2);
  }
});

/** The time that judging one such answer takes on this machine now, ms: the least of some, which nothing interrupted. */
function judgingMs(body: Buffer): number {
  const times = Array.from({ length: 5 }, () => {
    const startMs = performance.now();
    judgeJson(body, (value) => judgeValue("$.ok == 1", value, body));
    return performance.now() - startMs;
  });
  return Math.min(...times);
}
