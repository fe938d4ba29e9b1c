import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  type Answer,
  GOOD_ROUTES,
  json,
  MODEL,
  type Routes,
  SERVER,
  serveRoutes,
} from "../targets/fake-server.ts";
import { plimsoll, readResult, tempFolder } from "./plimsoll.ts";

const QUICK = ["run", "steady", "--duration", "1s", "--warmup", "0.2s", "--rate", "80", "--out", "out"];

async function urlOf(routes: Routes): Promise<string> {
  const server = await serveRoutes(routes);
  onTestFinished(() => server.close());
  return `http://${server.host}`;
}

test("statistics that a server restricts are told to be so, and fail nothing", async () => {
  const cwd = tempFolder();
  const restricted = json({ error: "This API is restricted, key-0123456789abcdef" }, 403);
  const url = await urlOf({ ...GOOD_ROUTES, "GET /v2/models/m/stats": restricted });
  const args = [...QUICK, "--url", url, "--model", "m", "--batch", "2", "--api-key-env", "MY_KEY"];
  const { stdout } = await plimsoll(args, cwd, { MY_KEY: "key-0123456789abcdef" });
  const { requests, serverStatistics, serverStatisticsAbsent } = readResult(join(cwd, "out"));
  expect(requests.ok).toBe(requests.scheduled);
  expect(serverStatistics).toBeNull();
  expect(serverStatisticsAbsent).toMatch(/answered 403 and .*restricted, …/);
  expect(stdout.replaceAll(/\s+/g, " ")).toContain("inside not known: http://127.0.0.1");
  expect(readFileSync(join(cwd, "out/result.json"), "utf8")).not.toContain("key-0123456789abcdef");
});

test("texts of Triton's generate_stream are timed as they come, and an error within a stream is one", async () => {
  const event = (fields: object) => `data: ${JSON.stringify(fields)}\n\n`;
  const texts = ["one ", "two ", "three"].map((text_output) => event({ model_name: "m", text_output }));
  let asked = 0;
  const generate = (): Answer => ({
    headers: { "Content-Type": "text/event-stream; charset=utf-8" },
    body: `${texts.join("")}${asked++ % 5 === 4 ? event({ error: "out of memory" }) : ""}`,
  });
  const url = await urlOf({
    "GET /v2": json(SERVER),
    "GET /v2/models/m/ready": {},
    "GET /v2/models/m": json({
      ...MODEL,
      inputs: [{ name: "text_input", datatype: "BYTES", shape: [1] }],
      outputs: [{ name: "text_output", datatype: "BYTES", shape: [1] }],
    }),
    "POST /v2/models/m/generate_stream": generate,
  });
  const cwd = tempFolder();
  const { stdout } = await plimsoll(
    [...QUICK, "--target", "triton-generate", "--url", url, "--model", "m"],
    cwd,
  );
  const { requests, latencyMs, tokens, cost } = readResult(join(cwd, "out"));
  expect(requests.ok + requests.byOutcome.error).toBe(requests.scheduled);
  expect(requests.failures).toMatchObject([{ failure: "stream-error", example: "out of memory" }]);
  expect(latencyMs.ttft?.count).toBe(requests.ok);
  expect(latencyMs.chunkGap?.count).toBe(2 * requests.ok);
  expect(latencyMs.tpot?.count).toBe(0);
  expect(tokens).toMatchObject({
    chunks: 3 * (tokens?.answers ?? 0),
    output: null,
    absent: { output: expect.stringMatching(/did not say/) },
  });
  expect(cost.perMillionOutputTokens).toBeNull();
  expect(stdout).toMatch(/^TTFT /m);
});
