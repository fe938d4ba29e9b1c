import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listen, type TestServer } from "../transport/raw-server.ts";

/** A request for a chat, a completion or embeddings, as the server got it. */
export interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface OpenAiServerOptions {
  /** Of `GET /v1/models`; null = there is none. */
  readonly models?:
    | readonly { readonly id: string; readonly owned_by: string; readonly max_model_len?: number }[]
    | null;
  /** Bodies of other GET requests, by path. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers a POST. */
  readonly answer: (asked: Asked, response: ServerResponse) => void;
}

/** A server on a real socket that speaks the OpenAI API as far as a test says. */
export async function serveOpenAi({
  models = [{ id: "tiny", owned_by: "vllm" }],
  facts = {},
  headers = {},
  answer,
}: OpenAiServerOptions): Promise<TestServer & { readonly asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const path = request.url ?? "";
      if (request.method === "POST") {
        const { authorization } = request.headers;
        const body = JSON.parse(Buffer.concat(parts).toString()) as Asked["body"];
        asked.push({ path, authorization, body });
        answer({ path, authorization, body }, response);
      } else if (path === "/v1/models" && models !== null) {
        sendJson(response, { object: "list", data: models.map((model) => ({ object: "model", ...model })) });
      } else if (path in facts) {
        sendJson(response, facts[path]);
      } else {
        sendJson(response, { detail: "Not Found" }, 404);
      }
    });
  });
  server.keepAliveTimeout = 60_000;
  return { ...(await listen(server)), asked };
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
}

export function sendEvents(response: ServerResponse, events: readonly string[]): void {
  response.writeHead(200, { "Content-Type": "text/event-stream" }).end(events.join(""));
}

export const DONE = "data: [DONE]\n\n";
export const event = (json: unknown): string => `data: ${JSON.stringify(json)}\n\n`;

const usage = (prompt: number, output: number) => ({
  usage: { prompt_tokens: prompt, total_tokens: prompt + output, completion_tokens: output },
});

const chunk = (delta: object, finish: string | null = null) =>
  event({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1_763_800_000,
    model: "tiny",
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });

const completion = (text: string, finish: string | null = null) =>
  event({
    id: "cmpl-1",
    object: "text_completion",
    created: 1_763_800_000,
    model: "tiny",
    choices: [{ index: 0, text, logprobs: null, finish_reason: finish }],
    usage: null,
  });

const lastUsage = (prompt: number, output: number) =>
  event({ id: "chatcmpl-1", object: "chat.completion.chunk", choices: [], ...usage(prompt, output) });

/**
 * The same answer of five tokens in three pieces of text, as each server streams it: written from their sources, as
 * protocols.md has them. `textAt` are the positions of the events that hold text.
 */
export const DIALECT_STREAMS: Readonly<
  Record<string, { readonly events: readonly string[]; readonly textAt: readonly number[] }>
> = {
  // A chunk with the role and no text; the reason of the end in a chunk of its own; the usage without choices.
  vLLM: {
    events: [
      chunk({ role: "assistant", content: "" }),
      chunk({ content: "grüß" }),
      chunk({ content: " dich \u{1f44b}" }),
      chunk({ content: '", "content": "' }),
      chunk({ content: "" }, "length"),
      lastUsage(7, 5),
      DONE,
    ],
    textAt: [1, 2, 3],
  },
  "vLLM reasoning": {
    events: [
      chunk({ role: "assistant", content: "" }),
      chunk({ reasoning_content: "Hm" }),
      chunk({ reasoning: "!" }),
      chunk({ content: "Hi" }),
      chunk({ content: null }, "stop"),
      lastUsage(7, 5),
      DONE,
    ],
    textAt: [1, 2, 3],
  },
  SGLang: {
    events: [
      chunk({ role: "assistant", content: "", reasoning_content: null, tool_calls: null }),
      chunk({ role: null, content: "a", reasoning_content: null, tool_calls: null }),
      chunk({ role: null, content: "b", reasoning_content: null, tool_calls: null }),
      chunk({ role: null, content: "c", reasoning_content: null, tool_calls: null }),
      chunk({ role: null, content: null, reasoning_content: null, tool_calls: null }, "length"),
      lastUsage(7, 5),
      DONE,
    ],
    textAt: [1, 2, 3],
  },
  // The last text comes with the reason of the end; fields end with CRLF after a proxy; no space after the colon.
  TGI: {
    events: [
      chunk({ role: "assistant", content: "a" }).replace("data: ", "data:"),
      chunk({ role: "assistant", content: "b" }).replace("data: ", "data:").replaceAll("\n", "\r\n"),
      chunk({ role: "assistant", content: "c" }, "length").replace("data: ", "data:"),
      lastUsage(7, 5).replace("data: ", "data:"),
      DONE.replace("data: ", "data:"),
    ],
    textAt: [0, 1, 2],
  },
  // Null for no text, pings, timings beside the usage.
  "llama.cpp": {
    events: [
      chunk({ role: "assistant", content: null }),
      ": ping\n\n",
      chunk({ content: "a" }),
      chunk({ content: "b" }),
      ":\n\n",
      chunk({ content: "c" }),
      chunk({}, "length"),
      event({ choices: [], ...usage(7, 5), timings: { predicted_n: 5, predicted_per_second: 81.2 } }),
      DONE,
    ],
    textAt: [2, 3, 5],
  },
  Ollama: {
    events: [
      chunk({ role: "assistant", content: "a" }),
      chunk({ role: "assistant", content: "b" }),
      chunk({ role: "assistant", content: "c" }),
      chunk({ role: "assistant", content: "" }, "stop"),
      lastUsage(7, 5),
      DONE,
    ],
    textAt: [0, 1, 2],
  },
  completions: {
    events: [
      completion("a"),
      completion(" "),
      completion("c"),
      completion("", "length"),
      lastUsage(7, 5),
      DONE,
    ],
    textAt: [0, 1, 2],
  },
  "a tool call": {
    events: [
      chunk({ role: "assistant", tool_calls: [{ index: 0, function: { name: "f", arguments: "" } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"text"' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: ': "x"' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: "}" } }] }),
      chunk({}, "tool_calls"),
      lastUsage(7, 5),
      DONE,
    ],
    textAt: [1, 2, 3],
  },
};

/** Pieces of an answer with their counts. */
export const chatEvents = { chunk, usage: lastUsage };
