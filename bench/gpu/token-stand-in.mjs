import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { portOf } from "../lib/port.mjs";

const FIRST_MS = 20;
const TOKEN_MS = 5;

/** Streams completions of as many tokens as were asked for, one every few milliseconds, and computes nothing. */
export async function startTokenStandIn() {
  const server = createServer(async (request, response) => {
    if (request.url === "/v1/models")
      return response.end(JSON.stringify({ object: "list", data: [{ id: "stand-in", object: "model" }] }));
    if (request.method !== "POST") return response.writeHead(404).end();
    const parts = [];
    for await (const part of request) parts.push(part);
    const { max_tokens: tokens = 1 } = JSON.parse(Buffer.concat(parts).toString());
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    await sleep(FIRST_MS);
    for (let token = 1; token <= tokens; token++) {
      response.write(event({ text: ` word${token}`, finish_reason: null }));
      await sleep(TOKEN_MS);
    }
    const usage = { prompt_tokens: 1, completion_tokens: tokens, total_tokens: tokens + 1 };
    response.end(`${event({ text: "", finish_reason: "length" }, { usage })}data: [DONE]\n\n`);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const stop = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${portOf(server)}`, stop };
}

const event = (choice, more) =>
  `data: ${JSON.stringify({ object: "text_completion", choices: [{ index: 0, ...choice }], ...more })}\n\n`;
