import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exitCodeBy, plimsoll, readResult, tempFolder } from "./plimsoll.ts";
import { deadUrl, httpServer, tcpServer } from "./targets.ts";

test("every problem of a command line is told at once, each with its flag, and exits 2", async () => {
  const args = [
    "run",
    "--rate",
    "-5",
    "--duratoin",
    "3s",
    "--slo",
    "p98<50",
    "--seed",
    "x",
    "--timeout",
    "soon",
  ];
  const { exitCode, stderr } = await plimsoll(args, tempFolder());
  expect(exitCode).toBe(2);
  expect(stderr).toContain("5 problems");
  for (const part of [
    "--rate",
    "--duratoin: no such option, did you mean --duration?",
    "--slo",
    "--seed",
    "--timeout",
  ]) {
    expect(stderr).toContain(part);
  }
});

test("every problem of a configuration file is told with its path", async () => {
  const cwd = tempFolder();
  writeFileSync(
    join(cwd, "bench.config.ts"),
    'export default { rate: "fast", wokers: 2, slo: ["p99<=1s", "quick"] };\n',
  );
  const { exitCode, stderr } = await plimsoll(["run"], cwd);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("bench.config.ts: rate");
  expect(stderr).toContain("bench.config.ts: wokers: no such option, did you mean workers");
  expect(stderr).toContain("bench.config.ts: slo.1");
});

test.each([
  {
    what: "a configuration file that is not there",
    args: ["run", "--config", "no.ts"],
    says: "no.ts does not exist",
  },
  { what: "an unknown scenario", args: ["run", "rush-hour"], says: 'no scenario "rush-hour"' },
  { what: "an unknown model", args: ["run", "--model", "resnet"], says: 'no shipped model "resnet"' },
  {
    what: "a model file that is not there",
    args: ["run", "--model", "m.onnx"],
    says: "m.onnx does not exist",
  },
  {
    what: "an unknown arrival process",
    args: ["run", "--arrivals", "bursty"],
    says: '"bursty" is not an arrival process',
  },
  { what: "an impossible arrival option", args: ["run", "--arrivals", "mmpp:share=2"], says: "share" },
  { what: "an unknown command", args: ["rnu"], says: "rnu" },
  { what: "a second positional", args: ["run", "steady", "steady"], says: "steady" },
  { what: "http-json without a server", args: ["run", "--target", "http-json"], says: "--url" },
  {
    what: "an option that would do nothing",
    args: ["run", "--url", "http://127.0.0.1:1", "--precision", "int8"],
    says: "--precision would do nothing with --url",
  },
  { what: "an option without its value", args: ["run", "--slo"], says: "--slo needs a value" },
  {
    what: "a switch with a text",
    args: ["run", "--insecure=perhaps"],
    says: "--insecure=perhaps: expected true or false",
  },
  {
    what: "help that is asked for with a text",
    args: ["run", "--help=maybe"],
    says: "--help=maybe: expected",
  },
  {
    what: "a plan without end",
    args: ["run", "--rate", "1e6", "--duration", "24h"],
    says: "a schedule holds at most",
  },
  {
    what: "a plan without end of an arrival process",
    args: ["run", "--arrivals", "spike:rate=1e6,peak=900,hold=20h", "--duration", "24h"],
    says: "shorten --duration",
  },
  {
    what: "a sweep with a point without end",
    args: ["sweep", "--rate", "5,1e6", "--duration", "24h", "--batch", "1"],
    says: "a schedule holds at most",
  },
  {
    what: "a number of programmers",
    args: ["run", "--rate", "0x10"],
    says: "--rate 0x10: expected a number",
  },
  { what: "a rate with a suffix", args: ["run", "--rate", "1k"], says: "--rate 1k: expected a number" },
  {
    what: "an option given twice",
    args: ["run", "--duration", "4s", "--duration", "2s"],
    says: "--duration is given twice",
  },
  { what: "an empty variable", args: ["serve", "--host", ""], says: "--host: it is empty" },
  {
    what: "a header whose value a result left out",
    args: ["run", "--target", "http-json", "--url", "http://127.0.0.1:1/", "--header", "X-Key: …"],
    says: '--header X-Key has "…" in place of its value',
  },
  {
    what: "objectives that the run could not judge, together",
    args: ["run", "--slo", "cost<=$1/M", "--slo", "accuracy>=99%"],
    says: "2 problems:",
  },
  {
    what: "a sweep with an objective that needs a price",
    args: ["sweep", "--slo", "cost<=$1/M"],
    says: "no price was given",
  },
  { what: "a URL that is none", args: ["run", "--url", "localhost"], says: "--url" },
  {
    what: "a path where gRPC has none",
    args: ["run", "--target", "oip-grpc", "--url", "grpc://127.0.0.1:1/b?key=1"],
    says: "--url has the path /b, and the calls of --target oip-grpc have paths of their own",
  },
])("$what is a usage error", async ({ args, says }) => {
  const { exitCode, stderr, stdout } = await plimsoll(args, tempFolder());
  expect(stderr).toContain(says);
  expect(stderr).toContain("to do:");
  expect(stdout).toBe("");
  expect(exitCode).toBe(2);
});

test("variables that look like ours and belong to no option are named, with what may have been meant", async () => {
  const unknown = { PLIMSOLL_MODLE: "x", PLIMSOLL_X: "1", PLIMSOLL_COLOUR: "blue", PLIMSOLL_HOST: "h" };
  for (const command of ["run", "sweep"]) {
    const { stderr } = await plimsoll([command, "--rate", "-5"], tempFolder(), unknown);
    const said = stderr.split("\n").filter((line) => line.includes("is not read"));
    const why = "is not read, since no option has that name";
    expect(said).toEqual([
      `plimsoll: PLIMSOLL_MODLE ${why}; did you mean PLIMSOLL_MODEL?`,
      `plimsoll: PLIMSOLL_X ${why}`,
      `plimsoll: PLIMSOLL_COLOUR ${why}`,
      "plimsoll: PLIMSOLL_HOST is not read, since plimsoll serve takes its options from the command line alone; give it --host",
    ]);
  }
});

test("what a message quotes cannot steer the terminal", async () => {
  const { exitCode, stderr } = await plimsoll(["run", "--slo", "p99<=\u001b[31mred\u0007"], tempFolder());
  expect(exitCode).toBe(2);
  expect(stderr).toContain('"␛[31mred␇" is not a limit for p99');
  expect(stderr).not.toContain("\u001b");
});

test("a folder that is called like a model file is a usage error", async () => {
  const cwd = tempFolder();
  mkdirSync(join(cwd, "folder.onnx"));
  for (const command of ["run", "serve"]) {
    const { exitCode, stderr } = await plimsoll([command, "--model", "folder.onnx"], cwd);
    expect(stderr).toContain("model file folder.onnx is a folder");
    expect(exitCode).toBe(2);
  }
});

test("a file of 200,000 bodies is sent as any other", async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "in.jsonl"), '{"x":1}\n'.repeat(200_000));
  const url = await httpServer((request, response) => {
    request.resume().on("end", () => response.end('{"y":1}'));
  });
  const args = ["run", "steady", "--target", "http-json", "--url", url, "--body", "@in.jsonl"];
  const more = ["--rate", "20", "--duration", "1s", "--warmup", "0s", "--out", "out"];
  const { stderr } = await plimsoll([...args, ...more], cwd);
  expect(stderr).not.toContain("fault of its own");
  const { requests, target } = readResult(join(cwd, "out"));
  expect(target.payload).toMatch(/^POST \/, 200000 bodies of 7 to 7 bytes/);
  expect(requests.ok).toBeGreaterThan(0);
});

test("a model file that is no ONNX is refused before any load", async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "broken.onnx"), "not a model");
  const { exitCode, stderr } = await plimsoll(["run", "--model", "broken.onnx"], cwd);
  expect(exitCode).toBe(4);
  expect(stderr).toContain("embedded server did not start");
});

test("a target that refuses, hangs, answers rubbish or serves another model exits 4", async () => {
  const cwd = tempFolder();
  const attempt = async (url: string, ...args: string[]) => {
    const { exitCode, stderr } = await plimsoll(["run", "--url", url, "--timeout", "500ms", ...args], cwd);
    expect(exitCode, stderr).toBe(4);
    return stderr;
  };
  expect(await attempt(await deadUrl())).toContain("ECONNREFUSED");
  expect(await attempt(await tcpServer(() => {}))).toMatch(/no answer within \d+ ms/);
  expect(await attempt(await tcpServer((socket) => socket.end("220 smtp ready\r\n\r\n")))).toContain(
    "220 smtp ready",
  );
  const page = await httpServer((_, r) => r.end("<html>hello</html>"));
  expect(await attempt(page)).toContain('GET / answered 200 and "<html>hello</html>"');
  expect(await attempt(page, "--target", "oip-http")).toContain("no valid server metadata");
  const otherModel = await httpServer((request, response) => {
    const metadata = { name: "m", platform: "x", inputs: [{ name: "i", datatype: "FP32", shape: [-1, 2] }] };
    const answers: Record<string, unknown> = {
      "/v2": { name: "fake", version: "1", extensions: [] },
      "/v2/models/m": { ...metadata, outputs: [{ name: "o", datatype: "FP32", shape: [-1, 3] }] },
      "/v2/models/m/ready": {},
      "/v2/models/m/infer": {
        model_name: "m",
        outputs: [{ name: "o", datatype: "FP32", shape: [1, 2], data: [1, 2] }],
      },
    };
    response.end(JSON.stringify(answers[request.url ?? ""]));
  });
  expect(await attempt(otherModel, "--model", "m")).toContain('output "o" has shape [1,2]');
});

test("a server that begins to fail in the middle loses no request, and what was measured is kept", async () => {
  const cwd = tempFolder();
  let answered = 0;
  const url = await httpServer((request, response) => {
    answered++;
    if (answered % 4 === 0) response.writeHead(503).end("busy");
    else if (answered % 4 === 1 && answered > 4) request.socket.destroy();
    else setTimeout(() => response.end("ok"), 400);
  });
  const args = [
    "run",
    "steady",
    "--target",
    "http-json",
    "--url",
    url,
    "--duration",
    "2s",
    "--warmup",
    "0s",
    "--rate",
    "100",
  ];
  const { exitCode } = await plimsoll([...args, "--out", "out"], cwd);
  const result = readResult(join(cwd, "out"));
  const { requests } = result;
  expect(requests.failures.map(({ failure, status }) => `${failure} ${status}`).sort()).toEqual([
    "closed 0",
    "http-status 503",
  ]);
  expect(requests.failures.find((row) => row.status === 503)?.example).toBe('"busy"');
  expect(requests.ok + requests.byOutcome.error).toBe(requests.scheduled);
  expect(exitCode).toBe(exitCodeBy(result));
});

test("a server that stops answering turns into timeouts, an overload into INVALID", async () => {
  const cwd = tempFolder();
  let first = true;
  const silent = await httpServer((_, response) => {
    if (first) response.end("ok");
    first = false;
  });
  const args = [
    "run",
    "steady",
    "--target",
    "http-json",
    "--duration",
    "3s",
    "--warmup",
    "0s",
    "--timeout",
    "300ms",
  ];
  const hang = await plimsoll([...args, "--url", silent, "--rate", "40", "--out", "hang"], cwd);
  const timedOut = readResult(join(cwd, "hang"));
  expect(timedOut.requests.byOutcome.timeout).toBe(timedOut.requests.scheduled);
  expect(hang.exitCode).toBe(3);
  expect(timedOut.verdict.reasons.map((reason) => reason.code)).toContain("no-data");

  const capped = await httpServer((_, response) => setTimeout(() => response.end(), 100));
  const shed = [...args, "--url", capped, "--rate", "100", "--max-in-flight", "2", "--out", "shed"];
  const overload = await plimsoll(shed, cwd);
  const invalid = readResult(join(cwd, "shed"));
  expect(invalid.requests.byOutcome.shed).toBeGreaterThan(0);
  expect(overload.exitCode).toBe(3);
  expect(/invalid/i.test(readFileSync(join(cwd, "shed/report.html"), "utf8"))).toBe(true);
});
