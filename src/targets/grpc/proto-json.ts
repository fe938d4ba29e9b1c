import type protobuf from "protobufjs";
import { expectArray, expectObject } from "../../wire/json.ts";
import { show, WireError } from "../../wire/wire-error.ts";
import { loadProtobuf } from "./proto-method.ts";

/** The least and greatest value of each integer type. */
const INTEGERS: Readonly<Record<string, readonly [bigint, bigint]>> = Object.fromEntries(
  [32, 64].flatMap((bits) => {
    const signed = [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n] as const;
    const unsigned = [0n, 2n ** BigInt(bits) - 1n] as const;
    return [
      ...[`int${bits}`, `sint${bits}`, `sfixed${bits}`].map((type) => [type, signed]),
      ...[`uint${bits}`, `fixed${bits}`].map((type) => [type, unsigned]),
    ];
  }),
);

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/**
 * Encodes JSON as a message by the mapping of https://protobuf.dev/programming-guides/json/, except for the
 * well-known types, which are written by their fields. Fields have their name in the .proto file, or its
 * lowerCamelCase form. protobufjs ignores unknown names and converts values that do not fit, so this function checks
 * everything first.
 *
 * @throws WireError that names the place in the JSON
 */
export function encodeMessage(type: protobuf.Type, json: unknown): Uint8Array {
  const message = type.fromObject(fieldsOf(type, json, "$"));
  const problem = type.verify(message);
  if (problem !== null) throw new WireError(`message ${type.name}: ${problem}`);
  return type.encode(message).finish();
}

/**
 * Decodes a message as JSON, with the names of the .proto file and every field. 64-bit integers are rounded to
 * doubles.
 *
 * @throws WireError for bytes that are not a message of the type
 */
export function decodeMessage(type: protobuf.Type, bytes: Uint8Array): unknown {
  try {
    return type.toObject(type.decode(bytes), {
      longs: Number,
      enums: String,
      bytes: String,
      defaults: true,
      json: true,
    });
  } catch (cause) {
    throw noMessage(type, cause);
  }
}

/** Checks that bytes are a message of a type. @throws WireError when they are not */
export function checkMessage(type: protobuf.Type, bytes: Uint8Array): void {
  try {
    type.decode(bytes);
  } catch (cause) {
    throw noMessage(type, cause);
  }
}

function noMessage(type: protobuf.Type, cause: unknown): WireError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new WireError(`the answer is no ${type.fullName.slice(1)}: ${why}`, { cause });
}

function fieldsOf(type: protobuf.Type, json: unknown, path: string): Record<string, unknown> {
  const { camelCase } = loadProtobuf().util;
  const entries = Object.entries(expectObject(json, path)).map(([name, value]) => {
    const field = type.fieldsArray.find((one) => one.name === name || camelCase(one.name) === name);
    if (field === undefined) {
      const known = type.fieldsArray.map((one) => one.name).join(", ");
      throw new WireError(
        `${path}: message ${type.name} has no field ${show(name)}, ${known === "" ? "nor any other" : `only ${known}`}`,
      );
    }
    // In this mapping, null is the same as not being there.
    return [field.name, value === null ? undefined : fieldValue(field, value, `${path}.${name}`)];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function fieldValue(field: protobuf.Field, json: unknown, path: string): unknown {
  if (field.map) {
    const entries = Object.entries(expectObject(json, path));
    return Object.fromEntries(entries.map(([key, value]) => [key, single(field, value, `${path}.${key}`)]));
  }
  if (!field.repeated) return single(field, json, path);
  return expectArray(json, path).map((value, index) => single(field, value, `${path}[${index}]`));
}

function single({ type, resolvedType }: protobuf.Field, json: unknown, path: string): unknown {
  const { Type } = loadProtobuf();
  if (resolvedType instanceof Type) return fieldsOf(resolvedType, json, path);
  if (resolvedType !== null) return enumValue(resolvedType, json, path);
  const range = INTEGERS[type];
  if (range !== undefined) return integer(json, range, `${path}: expected ${type}`);
  if (type === "float" || type === "double") return floating(json, `${path}: expected a number`);
  if (type === "bool" && typeof json === "boolean") return json;
  if (type === "string" && typeof json === "string") return json;
  if (type === "bytes" && typeof json === "string" && BASE64.test(json)) return json;
  throw new WireError(`${path}: expected ${type === "bytes" ? "base64" : type}, found ${show(json)}`);
}

function enumValue({ name, values }: protobuf.Enum, json: unknown, path: string): number {
  if (typeof json === "number" && Number.isInteger(json)) return json;
  const value = typeof json === "string" && Object.hasOwn(values, json) ? values[json] : undefined;
  if (value !== undefined) return value;
  throw new WireError(
    `${path}: expected one of ${name} (${Object.keys(values).join(", ")}), found ${show(json)}`,
  );
}

/** Checks an integer and returns it as text, from which protobufjs reads 64 bits exactly. @throws WireError */
function integer(json: unknown, [least, greatest]: readonly [bigint, bigint], expected: string): string {
  const isWhole =
    typeof json === "bigint" || Number.isInteger(json) || (typeof json === "string" && /^-?\d+$/.test(json));
  const value = isWhole ? BigInt(json as bigint | number | string) : undefined;
  if (value !== undefined && value >= least && value <= greatest) return String(value);
  throw new WireError(`${expected}, found ${show(json)}`);
}

function floating(json: unknown, expected: string): number {
  if (typeof json === "number") return json;
  if (typeof json === "bigint") return Number(json);
  if (typeof json === "string" && /^(?:NaN|-?Infinity|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(json))
    return Number(json);
  throw new WireError(`${expected}, found ${show(json)}`);
}
