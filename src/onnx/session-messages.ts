import type { TensorMetadata } from "../wire/oip/metadata.ts";
import type { Tensor } from "../wire/tensor/tensor.ts";
import type { ExecutionProvider } from "./execution-provider.ts";

/** What a session thread is started with. */
export interface SessionSpec {
  /** Path of the .onnx file, or its content. */
  readonly model: string | Uint8Array;
  readonly intraOpThreads: number;
  readonly executionProvider: ExecutionProvider;
}

export interface SessionMetadata {
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

/**
 * To the thread. The buffers of the tensors are transferred, not copied. `close` ends the thread after the runs
 * before it: to terminate a thread inside ONNX Runtime aborts the process (onnxruntime-node 1.30, `Napi::Error`).
 */
export type SessionCommand = RunCommand | { readonly kind: "close" };

export interface RunCommand {
  readonly kind: "run";
  readonly id: number;
  readonly inputs: readonly Tensor[];
}

/** From the thread. Times are `performance.now()`, which has one origin for all threads of a process. */
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
