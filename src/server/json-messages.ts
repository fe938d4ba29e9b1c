import type { EncodedMessage, InferRequest, InferResponse } from "../wire/oip/oip.ts";

/** A message to the JSON thread: a request to read, or an answer to write. */
export type JsonJob =
  | { readonly kind: "read"; readonly headerLength: number | undefined; readonly body: Uint8Array }
  | { readonly kind: "write"; readonly response: InferResponse; readonly binary: readonly string[] };

/** A message from the JSON thread. `refused` is the message of a `WireError`, `failed` that of any other error. */
export type JsonReply =
  | { readonly kind: "read"; readonly request: InferRequest }
  | { readonly kind: "written"; readonly message: EncodedMessage }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "failed"; readonly message: string };
