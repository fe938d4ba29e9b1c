import { expectArray, expectObject, expectString } from "../json.ts";
import { ProtobufReader } from "../protobuf/protobuf-reader.ts";
import { show, WireError } from "../wire-error.ts";

// GetModelStatusResponse of https://github.com/tensorflow/serving tensorflow_serving/apis/get_model_status.proto

/** A model of TensorFlow Serving; without a version the server takes the latest. */
export interface ModelVersion {
  readonly name: string;
  readonly version: bigint | null;
}

/** The loading state of one version of a model. */
export interface VersionStatus {
  readonly version: string;
  readonly state: string;
  /** Why the version could not be loaded; empty when all is well. */
  readonly error: string;
}

const STATES: Readonly<Record<number, string>> = {
  0: "UNKNOWN",
  10: "START",
  20: "LOADING",
  30: "AVAILABLE",
  40: "UNLOADING",
  50: "END",
};

/** Reads the body of `GET /v1/models/{model}`. Throws `WireError`. */
export function parseModelStatus(json: unknown): VersionStatus[] {
  const { model_version_status: versions } = expectObject(json, "model status");
  return expectArray(versions, "model_version_status").map((entry, i) => {
    const at = `model_version_status[${i}]`;
    const { version, state, status } = expectObject(entry, at);
    const { error_message: error } = expectObject(status ?? {}, `${at}.status`);
    return {
      version: expectVersion(version, `${at}.version`),
      state: expectString(state, `${at}.state`),
      error: error === undefined ? "" : expectString(error, `${at}.status.error_message`),
    };
  });
}

/** Reads a version number. JSON of protobuf writes 64-bit integers as strings; other servers of this API may not. */
function expectVersion(value: unknown, path: string): string {
  if (typeof value === "string" || Number.isSafeInteger(value)) return String(value);
  throw new WireError(`${path}: expected a version number, found ${show(value)}`);
}

/** Reads a GetModelStatusResponse. Throws `WireError`. */
export function decodeModelStatus(message: Uint8Array): VersionStatus[] {
  const reader = new ProtobufReader(message, "GetModelStatusResponse");
  const versions: VersionStatus[] = [];
  while (reader.next()) {
    if (reader.field === 1) versions.push(versionStatus(reader.message("model_version_status")));
    else reader.skip();
  }
  return versions;
}

function versionStatus(reader: ProtobufReader): VersionStatus {
  let version = 0n;
  let state = 0;
  let error = "";
  while (reader.next()) {
    if (reader.field === 1) version = reader.int64();
    else if (reader.field === 2) state = Number(reader.int64());
    else if (reader.field === 3) error = errorMessage(reader.message("status"));
    else reader.skip();
  }
  return { version: String(version), state: STATES[state] ?? `state ${state}`, error };
}

function errorMessage(reader: ProtobufReader): string {
  let message = "";
  while (reader.next()) {
    if (reader.field === 2) message = reader.text();
    else reader.skip();
  }
  return message;
}
