import type { TensorMetadata } from "../wire/oip/metadata.ts";
import type { Tensor } from "../wire/tensor/tensor.ts";
import type { ExecutionProvider } from "./execution-provider.ts";

/** The data that a session thread is started with. */
export interface SessionSpec {
  /** The .onnx file: its path, or its content. */
  readonly model: string | Uint8Array;
  readonly intraOpThreads: number;
  readonly executionProvider: ExecutionProvider;
}

export interface SessionMetadata {
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

/**
 * A message to a session thread. The buffers of the tensors are transferred, not copied. `close` ends the thread
 * after the runs that were sent before it: to terminate a thread inside ONNX Runtime aborts the process
 * (onnxruntime-node 1.30, `Napi::Error`).
 */
export type SessionCommand = RunCommand | { readonly kind: "close" };

export interface RunCommand {
  readonly kind: "run";
  readonly id: number;
  readonly inputs: readonly Tensor[];
}

/** A message from a session thread. Times are `performance.now()`, with one origin for all threads of a process. */
export type SessionReply =
  | { readonly kind: "ready"; readonly metadata: SessionMetadata }
  | { readonly kind: "unusable"; readonly message: string }
  | {
      readonly kind: "done";
      readonly id: number;
      readonly outputs: readonly Tensor[];
      readonly startedMs: number;
      readonly endedMs: number;
    }
  | { readonly kind: "failed"; readonly id: number; readonly message: string };
