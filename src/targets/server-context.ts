import type { Address } from "../core/address.ts";
import type { GivenBody } from "../payloads/given-bodies.ts";
import type { InputSpec, Payloads } from "../payloads/payload.ts";
import type { Prompts } from "../payloads/prompts.ts";
import type { HttpVersion } from "../transport/packed-requests.ts";

/** What `prepare` may use. */
export interface TargetContext {
  readonly address: Address;
  /** HTTP version that the user wants; a protocol that needs another one takes that. */
  readonly version: HttpVersion;
  /** Path and query of the given URL; "/" when it had none. */
  readonly path: string;
  /** Host header. */
  readonly host: string;
  /** Scheme, name and port, for messages. */
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly model: string | null;
  /** Bodies of requests that the user gave. */
  readonly bodies: readonly GivenBody[];
  /** What the user says that the model takes. */
  readonly inputs: readonly InputSpec[] | null;
  /** What must hold of every JSON answer, as `compileJsonCheck` reads it. */
  readonly check: string | null;
  /** Path of the .proto file. */
  readonly proto: string | null;
  /** gRPC method, package.Service/Method. */
  readonly method: string | null;
  /** Chooses content for the inputs a model says it takes. */
  readonly payloadsFor: (model: string, inputs: readonly InputSpec[]) => Payloads;
  /** Chooses texts for a language model. */
  readonly prompts: () => Prompts;
  /** Answers come token by token, where the protocol can. */
  readonly stream: boolean;
  /** Length of an answer, where the protocol can say it; null = not said. */
  readonly maxTokens: number | null;
}

/** What is known of a server before it is known what its model takes. */
export type ServerContext = Omit<TargetContext, "payloadsFor" | "prompts">;
