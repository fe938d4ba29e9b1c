import { createServer, type RequestListener } from "node:http";
import { expect, it } from "vitest";
import { checkCache } from "../../../src/commands/run/cache-check.ts";
import { targetError } from "../../../src/core/errors.ts";
import { monotonicClock } from "../../../src/host/monotonic-clock.ts";
import type { PreparedTarget } from "../../../src/targets/target.ts";
import { listen } from "../../transport/raw-server.ts";

const OPTIONS = { target: "http-json", seed: 1, timeoutMs: 2000 } as const;
const never = new AbortController().signal;

/** Runs the check against a real server; request n asks for /n. */
async function checkAgainst(
  listener: RequestListener,
  signal = never,
  timeoutMs = OPTIONS.timeoutMs as number,
) {
  const server = await listen(createServer(listener));
  const prepareFresh = async (count: number): Promise<PreparedTarget> => {
    const request = (_: unknown, n: number) => ({ method: "GET" as const, path: `/${n}`, host: "test" });
    const requests = Array.from({ length: count }, request);
    return {
      server: "test",
      model: null,
      payload: "numbers",
      version: "1.1",
      judgedAsText: true,
      requests,
      expected: null,
    };
  };
  try {
    return await checkCache(
      { address: server.address, prepareFresh },
      { ...OPTIONS, timeoutMs },
      monotonicClock,
      signal,
    );
  } finally {
    await server.close();
  }
}

it("sends 200 pairs after a warm-up: request 0 again and again, every other one once, in both orders", async () => {
  const paths: number[] = [];
  const found = await checkAgainst((request, response) => {
    paths.push(Number(request.url?.slice(1)));
    response.end();
  });
  expect(found.samples).toBe(200);
  expect(paths.length).toBe(2 * 220);
  expect(paths.filter((path) => path === 0).length).toBe(220);
  expect(paths.filter((path) => path > 0)).toEqual(Array.from({ length: 220 }, (_, i) => i + 1));
  const repeatedFirst = paths.filter((path, at) => at % 2 === 0 && path === 0).length;
  // Of 220 fair coins: 110, 4 σ = 30.
  expect(Math.abs(repeatedFirst - 110)).toBeLessThan(30);
});

it("leaves out pairs that the server does not answer well, and goes on after a closed connection", async () => {
  const { samples } = await checkAgainst((request, response) => {
    const path = Number(request.url?.slice(1));
    if (path % 4 === 1) request.socket.destroy();
    else response.writeHead(path % 4 === 2 ? 503 : 200).end();
  });
  expect(samples).toBe(100);
});

it("decides nothing when the server is gone, or when it is interrupted", async () => {
  const address = { hostname: "127.0.0.1", port: 1 };
  const gone = { address, prepareFresh: () => Promise.reject(targetError("the server is gone")) };
  const nothing = { samples: 0, suspected: null, ratio: null };
  expect(await checkCache(gone, OPTIONS, monotonicClock, never)).toMatchObject(nothing);
  const interrupted = AbortSignal.abort();
  expect(await checkAgainst((_, response) => response.end(), interrupted)).toMatchObject(nothing);
});

it("ends soon when the server stops answering, instead of waiting for each of hundreds of requests", async () => {
  let asked = 0;
  await checkAgainst(
    (_, response) => {
      if (++asked <= 60) response.end();
    },
    never,
    50,
  );
  expect(asked).toBeLessThan(70);
});

it("hears an interruption while the server does not answer", async () => {
  const interrupt = new AbortController();
  const found = await checkAgainst(() => interrupt.abort(), interrupt.signal, 600_000);
  expect(found).toMatchObject({ samples: 0, suspected: null });
});
