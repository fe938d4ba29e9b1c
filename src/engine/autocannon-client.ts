import type { Socket } from "node:net";

/** The parts of a client of autocannon that its types lack. One client is one user with one connection at a time. */
export interface AutocannonClient {
  /** The connection; undefined before the first. */
  readonly conn: Socket | undefined;
  readonly destroyed: boolean;
  readonly parser: {
    state: string;
    line: string;
    execute(chunk: Buffer): number | Error;
    finish(): unknown;
    initialize(type: "RESPONSE"): void;
  };
  readonly pipelinedRequests: { clear(): void; insertRequest(request: unknown): void };
  readonly requestIterator: { readonly currentRequest: unknown };
  _connect(): void;
  _doRequest(): void;
  _destroyConnection(): void;
  destroy(): void;
  on(event: "headers", listener: (head: AnswerHead) => void): unknown;
  on(event: "response", listener: (status: number) => void): unknown;
  on(event: "connError", listener: (error: NodeJS.ErrnoException) => void): unknown;
  on(event: "done", listener: () => void): unknown;
}

interface AnswerHead {
  /** Names and values by turns. */
  readonly headers: readonly string[];
  readonly shouldKeepAlive: boolean;
}
