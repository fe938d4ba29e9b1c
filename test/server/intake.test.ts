import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { Intake } from "../../src/server/intake.ts";
import { Turns } from "../../src/server/turns.ts";

// A server whose requests are wanted only while few of them wait, as those of the embedded server.

const MOST = 16;
const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listen(): Promise<{ client: Socket; waiting: ServerResponse[]; goOn: () => void }> {
  const waiting: ServerResponse[] = [];
  let intake: Intake | undefined;
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    intake?.expectBody(Number(request.headers["content-length"] ?? 0));
    request.resume();
    waiting.push(response);
  });
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on("connection", (socket) => {
    intake = new Intake(socket, new Turns(), () => waiting.length < MOST);
  });
  await new Promise<void>((done) => {
    server.listen(0, "127.0.0.1", done);
  });
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client.on("error", () => {});
  closing.push(() => {
    client.destroy();
    server.close();
    server.closeAllConnections();
  });
  return { client, waiting, goOn: () => intake?.goOn() };
}

const SHORTEST = "GET / HTTP/1.1\r\n\r\n";
const settled = () => new Promise((resolve) => setTimeout(resolve, 200));

it("parses little more of a connection than is wanted, however much arrives at once", async () => {
  const { client, waiting } = await listen();
  client.write(SHORTEST.repeat(20_000));
  await expect.poll(() => waiting.length).toBeGreaterThanOrEqual(MOST);
  await settled();
  // Node's own reads bring 64 KiB, which are 3,640 of these.
  expect(waiting.length).toBeLessThan(MOST + 1024 / SHORTEST.length);
});

it.each([true, false])(
  "hands on everything once it is wanted, in order (half-closed behind it: %s)",
  async (halfClosed) => {
    const { client, waiting, goOn } = await listen();
    let received = "";
    client.setEncoding("latin1").on("data", (text: string) => {
      received += text;
    });
    const bodies = Array.from({ length: 300 }, (_, i) => "x".repeat((i * 37) % 5000));
    client.write(
      bodies
        .map((body, i) => `POST /${i} HTTP/1.1\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
        .join(""),
    );
    if (halfClosed) client.end();
    let answered = 0;
    while (answered < bodies.length) {
      const response = waiting.shift();
      if (response === undefined) await new Promise(setImmediate);
      else {
        response.end(`<${response.req.url}>`);
        answered++;
      }
      goOn();
    }
    await expect.poll(() => received.match(/<\/\d+>/g)?.length).toBe(bodies.length);
    expect(received.match(/<\/\d+>/g)).toEqual(bodies.map((_, i) => `</${i}>`));
  },
);
