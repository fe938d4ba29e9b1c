import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { requestCounter } from "../../src/server/null-server.ts";
import { startNullServer } from "../../src/server/start-null-server.ts";

const REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

test("counts each request once, in the chunk that completes it, however the bytes are cut", () => {
  const cuts = fc.array(fc.nat(REQUEST.length * 5), { maxLength: 12 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), cuts, (requests, cutsAt) => {
      const bytes = Buffer.from(REQUEST.repeat(requests));
      const count = requestCounter();
      const ends = [...cutsAt.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length];
      let from = 0;
      let seen = 0;
      for (const end of ends) {
        seen += count(bytes.subarray(from, end));
        expect(seen).toBe(Math.floor(end / REQUEST.length));
        from = end;
      }
    }),
  );
});

test("answers pipelined requests with as many answers, from a process that ends when it is told to", async () => {
  const server = await startNullServer();
  const { port } = new URL(server.url);
  const socket = connect(Number(port), "127.0.0.1");
  let answer = "";
  socket.setEncoding("latin1").on("data", (text) => {
    answer += text;
  });
  socket.write(REQUEST.repeat(3) + REQUEST.slice(0, 10));
  while (answer.split("{}").length < 4) await once(socket, "data");
  socket.write(REQUEST.slice(10));
  while (answer.split("{}").length < 5) await once(socket, "data");
  expect(answer).toBe("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".repeat(4));
  const closed = once(socket, "close");
  await server.stop();
  await closed;
  const [error] = await once(connect(Number(port), "127.0.0.1"), "error");
  expect(error.code).toBe("ECONNREFUSED");
});

test("ends with a parent that was killed", async () => {
  const script = `import { startNullServer } from "plimsoll/internal"; console.log((await startNullServer()).url);`;
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: import.meta.dirname,
  });
  const [line] = await once(parent.stdout, "data");
  const { port } = new URL(String(line).trim());
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  const closed = once(socket, "close");
  parent.kill("SIGKILL");
  await closed;
});
