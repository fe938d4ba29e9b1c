import { createServer, type ServerResponse } from "node:http";
import { createServer as createHttp2Server, type ServerHttp2Stream } from "node:http2";
import type { Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { LoadJob } from "../../src/engine/send-load.ts";
import type { SchedulePlan } from "../../src/scenario/schedule.ts";
import { chatEvents, DONE, event } from "../targets/openai-server.ts";
import { listen } from "../transport/raw-server.ts";
import { drive, plannedSeqs, prepared } from "./driving.ts";

const PLAN: SchedulePlan = {
  arrivals: { kind: "poisson", ratePerSec: 120 },
  warmupMs: 100,
  measureMs: 500,
  seed: 5,
  traces: {},
  payloads: 1,
};
const TEXTS = ["grü", "ß", " dich", "!"];
const ANSWER = [
  chatEvents.chunk({ role: "assistant", content: "" }),
  ...TEXTS.map((content) => chatEvents.chunk({ content })),
  chatEvents.chunk({}, "stop"),
  chatEvents.usage(3, 9),
  DONE,
];

type Writer = Pick<ServerResponse | ServerHttp2Stream, "write" | "end">;

/** Writes one event every few milliseconds. */
function pace(to: Writer, events: readonly string[], whenDone = () => to.end()): void {
  let at = 0;
  const timer = setInterval(() => {
    if (at < events.length) to.write(events[at++]);
    else {
      clearInterval(timer);
      whenDone();
    }
  }, 3);
}

async function driveStreams(server: Server, version: "1.1" | "2", settings: Partial<LoadJob> = {}) {
  const { address, close } = await listen(server);
  onTestFinished(close);
  return drive(address, PLAN, {
    target: "openai-chat",
    prepared: { ...prepared(address, version), tokens: "streamed", expected: { stream: true } },
    ...settings,
  });
}

test.each(["1.1", "2"] as const)(
  "over HTTP/%s every answer has the times of its texts, in order, and its counts",
  async (version) => {
    const server =
      version === "1.1"
        ? createServer((_, response) => {
            response.writeHead(200, { "Content-Type": "text/event-stream" });
            pace(response, ANSWER);
          })
        : createHttp2Server().on("stream", (stream: ServerHttp2Stream) => {
            stream.respond({ ":status": 200, "content-type": "text/event-stream" });
            pace(stream, ANSWER);
          });
    const { samples, tokens, byOutcome } = await driveStreams(server as Server, version);
    expect(samples).toHaveLength(plannedSeqs(PLAN).length);
    expect(samples.every(({ outcome }) => outcome === "ok")).toBe(true);
    expect(byOutcome.ok).toBeGreaterThan(40);
    samples.forEach(({ sentMs, firstByteMs, doneMs }, i) => {
      const { promptTokens, outputTokens, chunksMs } = tokens[i] ?? { chunksMs: new Float64Array(0) };
      expect([promptTokens, outputTokens, chunksMs.length]).toEqual([3, 9, TEXTS.length]);
      const inOrder = [sentMs ?? 0, firstByteMs ?? 0, ...chunksMs, doneMs];
      expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
    });
  },
);

test("streams that fail have their own outcome and no tokens, and the next one on the connection is whole", async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    const kind = asked++ % 5;
    if (kind === 1) {
      response.writeHead(429, { "Content-Type": "application/json" });
      response.end('{"error":{"message":"too many"}}');
      return;
    }
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    if (kind === 2)
      pace(response, [...ANSWER.slice(0, 3), event({ error: { message: "out of memory" } }), DONE]);
    else if (kind === 3) pace(response, ANSWER.slice(0, 3));
    else if (kind === 4) pace(response, ANSWER.slice(0, 3), () => response.destroy());
    else pace(response, ANSWER);
  });
  const { samples, tokens, messages } = await driveStreams(server, "1.1", { workers: 1 });
  const kinds = new Set(samples.map(({ outcome, failure, status }) => `${outcome} ${failure} ${status}`));
  expect([...kinds].sort()).toEqual([
    "error closed 0",
    "error http-status 429",
    "error stream-cut 200",
    "error stream-error 200",
    "ok none 200",
  ]);
  samples.forEach(({ outcome }, i) => {
    expect(tokens[i]?.chunksMs.length).toBe(outcome === "ok" ? TEXTS.length : undefined);
  });
  expect(messages).toEqual(expect.arrayContaining(["out of memory", '"too many"']));
});

test("a stream that is given up leaves nothing to the next one", async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    // In the middle of an event, and never again.
    if (asked++ % 3 === 0) response.write(`${ANSWER[1]}data: {"choices"`);
    else pace(response, ANSWER);
  });
  const { samples, tokens } = await driveStreams(server, "1.1", { workers: 1, timeoutMs: 150 });
  const outcomes = new Set(samples.map(({ outcome }) => outcome));
  expect(outcomes).toContain("timeout");
  expect(outcomes).toContain("ok");
  samples.forEach(({ outcome }, i) => {
    expect(tokens[i]?.chunksMs.length).toBe(outcome === "ok" ? TEXTS.length : undefined);
  });
  expect(samples.every(({ outcome }) => outcome === "ok" || outcome === "timeout")).toBe(true);
});

test("answers of many chunks are handed over whole", async () => {
  const many = Array.from({ length: 3000 }, () => chatEvents.chunk({ content: "x" })).join("");
  const server = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.end(`${many}${chatEvents.usage(3, 3000)}${DONE}`);
  });
  const { samples, tokens } = await driveStreams(server, "1.1", { workers: 1 });
  const ok = tokens.filter((_, i) => samples[i]?.outcome === "ok");
  expect(ok.length).toBeGreaterThan(0);
  expect(ok.every((answer) => answer?.chunksMs.length === 3000 && answer.outputTokens === 3000)).toBe(true);
});
