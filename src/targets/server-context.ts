import type { Address } from "../core/address.ts";
import type { GivenBody } from "../payloads/given-bodies.ts";
import type { InputSpec, Payloads } from "../payloads/payload.ts";
import type { Prompts } from "../payloads/prompts.ts";
import type { HttpVersion } from "../transport/packed-requests.ts";

/** The answer of a server, or of a proxy before it, that refused to tell what is there. */
export interface Refusal {
  /** The question, such as `GET /v1/models`. */
  readonly what: string;
  readonly status: number;
  /** The words of the answer, quoted. */
  readonly said: string;
}

/** The inputs of `Target.prepare`: the address of the server and the options of the run. */
export interface TargetContext {
  readonly address: Address;
  /** The HTTP version that the user chose; a protocol that needs another version uses that one. */
  readonly version: HttpVersion;
  /** The path and query of the given URL; "/" for a URL without a path. */
  readonly path: string;
  /** The value of the Host header. */
  readonly host: string;
  /** The scheme, name and port of the server, for messages. */
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly model: string | null;
  /** The request bodies that the user gave with --body. */
  readonly bodies: readonly GivenBody[];
  /** The inputs of the model as the user gave them with --inputs; null when not given. */
  readonly inputs: readonly InputSpec[] | null;
  /** The condition of --check on every JSON answer, for `compileJsonCheck`; null when not given. */
  readonly check: string | null;
  /** The path of the .proto file; null when not given. */
  readonly proto: string | null;
  /** The gRPC method, as `package.Service/Method`; null when not given. */
  readonly method: string | null;
  /** Makes payloads for the inputs of a model. */
  readonly payloadsFor: (model: string, inputs: readonly InputSpec[]) => Payloads;
  /** Makes prompts for a language model. */
  readonly prompts: () => Prompts;
  /** True to stream answers token by token, if the protocol can. */
  readonly stream: boolean;
  /** The length of an answer in tokens, if the protocol can set it; null when not given. */
  readonly maxTokens: number | null;
  /** Called with each answer that refuses a question of what is there, such as 401. */
  readonly onRefusal?: (refusal: Refusal) => void;
}

/** The part of a context that is known before the inputs of the model are. */
export type ServerContext = Omit<TargetContext, "payloadsFor" | "prompts">;
