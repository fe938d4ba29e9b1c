import { generationTarget } from "./generation.ts";

export const openAiChat = generationTarget({
  kind: "openai-chat",
  title: "OpenAI chat completions, streamed (vLLM, SGLang, TGI, llama.cpp, Ollama, OpenAI)",
  path: "chat/completions",
  content: (prompt) => ({ messages: [{ role: "user", content: prompt }] }),
});
