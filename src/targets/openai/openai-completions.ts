import { generationTarget } from "./generation.ts";

/** The target for OpenAI completions: the model gets the prompt as it is, without a chat template. */
export const openAiCompletions = generationTarget({
  kind: "openai-completions",
  title: "OpenAI completions, streamed (vLLM, SGLang, TGI, llama.cpp, Ollama)",
  path: "completions",
  content: (prompt) => ({ prompt }),
});
