import type { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { ExchangeError, exchange } from "../../src/targets/ask/session.ts";
import type { HttpRequest } from "../../src/wire/http/http-request.ts";
import { deadAddress, listenRaw, type TestServer } from "../transport/raw-server.ts";

const BODY = new TextEncoder().encode("question");
const REQUEST: HttpRequest = {
  method: "POST",
  path: "/ask",
  host: "test",
  headers: { "X-Y": "z" },
  body: BODY,
};

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

it("sends the request and gives the whole answer, on a connection that it closes", async () => {
  let received = "";
  server = await listenRaw((socket, bytes) => {
    received += bytes;
    if (received.endsWith("question"))
      socket.write("HTTP/1.1 201 Made\r\nX-A: b\r\nContent-Length: 6\r\n\r\nanswer");
  });
  const response = await exchange(server.address, REQUEST, "1.1", 10_000);
  expect(received).toBe("POST /ask HTTP/1.1\r\nHost: test\r\nX-Y: z\r\nContent-Length: 8\r\n\r\nquestion");
  expect(response).toMatchObject({ status: 201, bodyBytes: 6, keepAlive: true });
  expect(response.headers.get("x-a")).toBe("b");
  expect(new TextDecoder().decode(response.body)).toBe("answer");
  const [socket] = server.sockets;
  if (socket?.destroyed === false) await new Promise((resolve) => socket.once("close", resolve));
  expect(socket?.destroyed).toBe(true);
});

describe("rejects with an ExchangeError", () => {
  it.each<[string, (socket: Socket) => void, string, RegExp]>([
    ["that says for how long nothing came", () => {}, "timeout", /^no answer within 80 ms$/],
    [
      "when an answer begins and does not end in time",
      (socket) => socket.write("HTTP/1.1 200 OK\r\n"),
      "timeout",
      /80 ms/,
    ],
    ["when the server closes", (socket) => socket.end(), "closed", /before it answered/],
    ["when the server resets", (socket) => socket.resetAndDestroy(), "reset", /ECONNRESET/],
    [
      "when no HTTP comes",
      (socket) => socket.write("220 mail ESMTP\r\n\r\n"),
      "protocol",
      /"220 mail ESMTP"/,
    ],
  ])("%s", async (_, answer, code, message) => {
    server = await listenRaw(answer);
    const failure = await exchange(server.address, REQUEST, "1.1", code === "timeout" ? 80 : 10_000).catch(
      (error) => error,
    );
    expect(failure).toBeInstanceOf(ExchangeError);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it("when nobody listens", async () => {
    const { address } = await deadAddress();
    await expect(exchange(address, REQUEST, "1.1", 10_000)).rejects.toMatchObject({ code: "refused" });
  });
});
