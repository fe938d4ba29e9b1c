import { decodeText, expectObject, parseJson } from "../json.ts";
import { show, WireError } from "../wire-error.ts";
import { chunkKeys, SAYS } from "./openai-chunk.ts";
import type { StreamProtocol } from "./openai-stream.ts";

// Triton's generate extension: docs/protocol/extension_generate.md of https://github.com/triton-inference-server/server.

/**
 * How to read Triton's `generate_stream`, whose events hold the outputs by their names. The status was sent with the
 * first event, so later errors are events too; there is no `[DONE]`.
 */
export const GENERATE_STREAM: StreamProtocol = {
  keys: chunkKeys({
    text_output: [
      { place: "top", says: SAYS.text, value: "texts" },
      { place: "top", says: SAYS.answer, value: "present" },
    ],
    error: { place: "top", says: SAYS.error, value: "truthy" },
  }),
  saysItsEnd: false,
};

/** Checks an answer that came whole: one text, or several in an array. Throws `WireError`. */
export function checkGenerated(body: Uint8Array): void {
  const { text_output } = expectObject(parseJson(decodeText(body, "body"), "body"), "body");
  const texts: readonly unknown[] = Array.isArray(text_output) ? text_output : [text_output];
  const odd = texts.findIndex((text) => typeof text !== "string");
  if (odd >= 0) throw new WireError(`text_output: expected text, found ${show(texts[odd])}`);
}
