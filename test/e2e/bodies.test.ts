import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { serveProto } from "../targets/grpc-server.ts";
import { exitCodeBy, plimsoll, readResult, tempFolder } from "./plimsoll.ts";
import { httpServer } from "./targets.ts";

const QUICK = ["run", "steady", "--duration", "1s", "--warmup", "0s", "--rate", "100", "--out", "out"];

async function run(cwd: string, ...args: string[]) {
  const { exitCode, stderr } = await plimsoll([...QUICK, ...args], cwd);
  const result = readResult(join(cwd, "out"));
  expect(exitCode, stderr).toBe(exitCodeBy(result));
  return result;
}

test("every line of a file is sent, as often as the repetition says, and each answer is checked", async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "in.jsonl"), '{"x":1}\n\n{"x":2}\r\n{"x":30}');
  const asked = new Map<number, number>();
  const url = await httpServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { x } = JSON.parse(Buffer.concat(parts).toString()) as { x: number };
    asked.set(x, (asked.get(x) ?? 0) + 1);
    response.end(JSON.stringify({ twice: [2 * x] }));
  });
  const args = ["--target", "http-json", "--url", url, "--body", "@in.jsonl", "--check", "$.twice[0] < 50"];
  const { requests, target } = await run(cwd, ...args, "--repetition", "zipf:1.1");
  expect([...asked.keys()].sort((a, b) => a - b)).toEqual([1, 2, 30]);
  // One more was asked before the load: the first line.
  expect((asked.get(1) ?? 0) + (asked.get(2) ?? 0) - 1).toBe(requests.ok);
  expect(asked.get(1)).toBeGreaterThan(asked.get(30) ?? 0);
  expect(requests.byOutcome.wrong).toBe(asked.get(30));
  expect(requests.failures).toEqual([
    expect.objectContaining({
      outcome: "wrong",
      failure: "response-value",
      example: '$.twice[0] < 50 does not hold of "{\\"twice\\":[60]}"',
    }),
  ]);
  expect(target.payload).toMatch(/^POST \/, 3 bodies of 7 to 8 bytes; each request picks .* Zipf/);
});

test("a gRPC method of a .proto file, its answers checked in the sending threads", async () => {
  const cwd = tempFolder();
  const proto = join(import.meta.dirname, "../targets/everything.proto");
  let asked = 0;
  const server = await serveProto(proto, "shop.v1.Scorer", {
    Score: ({ request }, answer) => {
      const score = (request.values as number[]).length - (asked++ % 10 === 9 ? 1 : 0);
      answer(null, { score });
    },
    Reset: (_, answer) => answer(null, {}),
    Watch: () => {},
    Feed: () => {},
    Chat: () => {},
  });
  onTestFinished(() => server.close());
  const args = ["--target", "grpc", "--url", `grpc://127.0.0.1:${server.port}`, "--proto", proto];
  const method = ["--method", "shop.v1.Scorer/Score", "--body", '{"values":[1,2]}'];
  const result = await run(cwd, ...args, ...method, "--check", "$.score == 2", "--workers", "2");
  expect(result.requests.byOutcome.wrong).toBe(Math.floor(asked / 10));
  expect(result.requests.ok).toBe(asked - 1 - Math.floor(asked / 10));
  expect(result.requests.failures[0]?.example).toContain("$.score == 2 does not hold of");
});

test.each([
  {
    what: "a file of which some lines are no JSON",
    args: ["--target", "http-json", "--body", "@bad.jsonl"],
    says: "line 2 of bad.jsonl: the body is not JSON",
  },
  {
    what: "a file that is empty",
    args: ["--target", "http-json", "--body", "@empty.jsonl"],
    says: "--body file empty.jsonl is empty",
  },
  {
    what: "a file that is not there",
    args: ["--target", "http-json", "--body", "@none.json"],
    says: "--body file cannot be read",
  },
  {
    what: "a file without the @",
    args: ["--target", "http-json", "--body", "bad.jsonl"],
    says: "name a file with @",
  },
  {
    what: "a check that is none",
    args: ["--target", "http-json", "--check", "$.x ="],
    says: "--check $.x = is no filter expression",
  },
  {
    what: "fewer bodies than unique requests",
    args: ["--target", "http-json", "--body", "@two.jsonl", "--repetition", "unique"],
    says: "bodies, one for each request, and --body has 2",
  },
  {
    what: "a check of answers that are tensors",
    args: ["--target", "oip-http", "--check", "$.x"],
    says: "--check would do nothing with --target oip-http",
  },
  {
    what: "a model that no path has a place for",
    args: ["--target", "ray-serve", "--model", "m"],
    says: "--model would do nothing with --target ray-serve",
  },
  { what: "a gRPC method without its file", args: ["--target", "grpc"], says: "--proto FILE and --method" },
  {
    what: "a method without a service",
    args: ["--target", "grpc", "--proto", "x.proto", "--method", "Score"],
    says: "--method Score: expected package.Service/Method",
  },
])("$what is a usage error, before anything is sent", async ({ args, says }) => {
  const cwd = tempFolder();
  let asked = 0;
  const url = await httpServer((_, response) => {
    asked++;
    response.end("{}");
  });
  writeFileSync(join(cwd, "bad.jsonl"), "{}\n{nope}\n");
  writeFileSync(join(cwd, "empty.jsonl"), "\n");
  writeFileSync(join(cwd, "two.jsonl"), "1\n2\n");
  const { exitCode, stderr } = await plimsoll(["run", "steady", "--url", url, ...args], cwd);
  expect(stderr).toContain(says);
  expect(stderr).toContain("to do:");
  expect(exitCode).toBe(2);
  expect(asked).toBe(0);
});
