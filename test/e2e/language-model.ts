import { chatEvents, DONE, event, sendEvents, sendJson } from "../targets/openai-server.ts";
import { httpServer } from "./targets.ts";

const COUNTS = { prompt_tokens: 7, completion_tokens: 4, total_tokens: 11 };
const TEXT_MODEL = {
  name: "ensemble",
  versions: ["1"],
  platform: "ensemble",
  inputs: [{ name: "text_input", datatype: "BYTES", shape: [1] }],
  outputs: [{ name: "text_output", datatype: "BYTES", shape: [-1] }],
};

/**
 * A server of a language model with the API of OpenAI, under /v1, or with that of Triton. It needs no key, and takes any
 * name of a model.
 */
export function languageModel(api: "openai" | "triton" = "openai"): Promise<string> {
  return httpServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const path = request.url ?? "";
      if (path.startsWith("/v2") !== (api === "triton")) return sendJson(response, {}, 404);
      if (request.method === "GET") {
        if (path === "/v1/models")
          return sendJson(response, { data: [{ id: "NAME", owned_by: "some gateway" }] });
        if (path === "/v2") return sendJson(response, { name: "triton", version: "2.51.0", extensions: [] });
        if (/^\/v2\/models\/[^/]+$/.test(path)) return sendJson(response, TEXT_MODEL);
        return sendJson(response, {}, path.endsWith("/ready") ? 200 : 404);
      }
      const asked = JSON.parse(Buffer.concat(parts).toString() || "{}");
      if (path === "/v2/repository/index")
        return sendJson(response, [{ name: "ensemble", version: "1", state: "READY" }]);
      if (path.endsWith("/generate_stream"))
        return sendEvents(
          response,
          ["a ", "b"].map((text_output) => event({ text_output })),
        );
      if (path === "/v1/embeddings") {
        const data = [asked.input]
          .flat()
          .map((_: unknown, index: number) => ({ index, embedding: [0.5, 1] }));
        return sendJson(response, { data, usage: { prompt_tokens: 9 } });
      }
      if (path === "/v1/completions")
        return sendEvents(response, [
          event({ choices: [{ index: 0, text: "a b" }] }),
          event({ choices: [{ index: 0, text: " c d", finish_reason: "length" }], usage: COUNTS }),
          DONE,
        ]);
      if (path !== "/v1/chat/completions") return sendJson(response, {}, 404);
      const texts = ["a", " b c", " d"].map((content) => chatEvents.chunk({ content }));
      return sendEvents(response, [...texts, chatEvents.chunk({}, "length"), chatEvents.usage(7, 4), DONE]);
    });
  });
}
