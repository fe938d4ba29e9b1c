import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type protobuf from "protobufjs";
import { usageError } from "../../core/errors.ts";

/** A unary method with the types of its messages. */
export interface ProtoMethod {
  /** The path of the method in a request: `/package.Service/Method`. */
  readonly path: string;
  readonly request: protobuf.Type;
  readonly response: protobuf.Type;
  /** All types of the .proto file, as plain data for `typeFrom`. */
  readonly types: protobuf.INamespace;
}

/** Loads protobufjs, which only some runs need; synchronously, because answers are judged in synchronous code. */
export function loadProtobuf(): typeof protobuf {
  return createRequire(import.meta.url)("protobufjs");
}

/**
 * Finds `package.Service/Method` in a .proto file and its imports.
 *
 * @throws usage error that lists the methods that exist
 */
export function loadMethod(file: string, name: string): ProtoMethod {
  const root = parse(file);
  const methods = methodsOf(root);
  const method = methods.find((one) => nameOf(one) === name);
  if (method === undefined) {
    throw usageError(
      `--proto ${file} has no method ${name}: ${methods.length === 0 ? "it has none at all" : `it has ${methods.map(nameOf).join(", ")}`}`,
      "correct --method, or name the file that declares the service",
    );
  }
  const streams = [
    ...(method.requestStream ? ["requests"] : []),
    ...(method.responseStream ? ["answers"] : []),
  ];
  if (streams.length > 0) {
    const unary = methods.filter((one) => !one.requestStream && !one.responseStream).map(nameOf);
    throw usageError(
      `--method ${name} streams its ${streams.join(" and its ")}, and only unary calls can be driven`,
      unary.length === 0 ? "name a file with another service" : `use one of ${unary.join(", ")}`,
    );
  }
  const { resolvedRequestType: request, resolvedResponseType: response } = method;
  if (request === null || response === null) throw new Error("a resolved method has its types");
  return { path: `/${name}`, request, response, types: root.toJSON() };
}

/** The paths of a .proto file and of the files that it imports. @throws usage error when they cannot be used */
export function protoFiles(file: string): string[] {
  // Types that protobufjs brings along have a name, and no file.
  return parse(file).files.filter(existsSync);
}

/** The message type with a full name, from the plain data that `loadMethod` returned. */
export function typeFrom(types: protobuf.INamespace, name: string): protobuf.Type {
  return loadProtobuf().Root.fromJSON(types).lookupType(name);
}

/** Reads a .proto file and its imports. A missing import is an error only when one of its types is used. */
function parse(file: string): protobuf.Root {
  const { Root } = loadProtobuf();
  const root = new Root();
  const missing: string[] = [];
  root.resolvePath = (importer, path) => {
    if (importer === "") return path;
    const found = foldersUpFrom(dirname(file))
      .map((folder) => join(folder, path))
      .find(existsSync);
    if (found === undefined) missing.push(path);
    return found ?? null;
  };
  try {
    return root.loadSync(file, { keepCase: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw missing.length === 0
      ? usageError(`--proto ${file} cannot be used: ${message}`, "correct the path or the file")
      : usageError(
          `--proto ${file} cannot be used: ${message}; not found: ${missing.join(", ")}`,
          "imports are looked for in the folder of the file and those above it: put them there",
        );
  }
}

/**
 * A folder and all folders above it: the include path, from which the path of an import continues, is likely one of
 * them.
 */
function foldersUpFrom(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersUpFrom(parent)];
}

function methodsOf(namespace: protobuf.NamespaceBase): protobuf.Method[] {
  const { Namespace, Service } = loadProtobuf();
  return namespace.nestedArray.flatMap((one) => {
    if (one instanceof Service) return one.methodsArray;
    return one instanceof Namespace ? methodsOf(one) : [];
  });
}

function nameOf(method: protobuf.Method): string {
  return `${method.parent?.fullName.slice(1)}/${method.name}`;
}
