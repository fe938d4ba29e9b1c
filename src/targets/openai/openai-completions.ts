import { generationTarget } from "./generation.ts";

/** The prompt goes to the model as it is, without the template of a chat. */
export const openAiCompletions = generationTarget({
  kind: "openai-completions",
  title: "OpenAI completions, streamed (vLLM, SGLang, TGI, llama.cpp, Ollama)",
  path: "completions",
  content: (prompt) => ({ prompt }),
});
