import type { z } from "zod";
import { descriptionOf, docComment } from "./doc-comment.ts";

/** Says by which name a schema goes; undefined where its type is written out. */
export type NameOf = (schema: z.core.$ZodType) => string | undefined;

/** The type that a schema's output has, as TypeScript. @throws TypeError for a kind of schema that it does not know */
export function typeText(schema: z.core.$ZodType, nameOf: NameOf): string {
  return nameOf(schema) ?? writtenOut(schema as z.core.$ZodTypes, nameOf);
}

/** As `typeText`, without the schema's own name. */
export function writtenOut(schema: z.core.$ZodType, nameOf: NameOf): string {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const inner = (part: z.core.$ZodType) => typeText(part, nameOf);
  switch (def.type) {
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "undefined":
    case "unknown":
      return def.type;
    case "literal":
      return union(def.values.map((value) => JSON.stringify(value)));
    case "enum":
      return union(Object.values(def.entries).map((value) => JSON.stringify(value)));
    case "union":
      return union(def.options.map(inner));
    case "nullable":
      return union([inner(def.innerType), "null"]);
    case "optional":
      return union([inner(def.innerType), "undefined"]);
    case "default":
      return inner(def.innerType);
    case "array":
      return `(${inner(def.element)})[]`;
    case "record":
      return `Record<${inner(def.keyType)}, ${inner(def.valueType)}>`;
    case "readonly":
      return isArray(def.innerType)
        ? `readonly ${inner(def.innerType)}`
        : `Readonly<${inner(def.innerType)}>`;
    case "object":
      return braced(members(def, nameOf));
    default:
      throw new TypeError(`no TypeScript is known for a schema of type "${def.type}": add it to typeText`);
  }
}

const union = (types: readonly string[]): string => types.join(" | ");

const isArray = (schema: z.core.$ZodType): boolean => schema._zod.def.type === "array";

/** On one line where no member has a comment; the formatter breaks one that is too long. */
function braced(all: readonly string[]): string {
  const line = all.some((member) => member.startsWith("/**")) ? "\n" : " ";
  return ["{", ...all, "}"].join(line);
}

function members({ shape, catchall }: z.core.$ZodObjectDef, nameOf: NameOf): string[] {
  if (catchall !== undefined && catchall._zod.def.type !== "never")
    throw new TypeError("an object with keys that are not listed has no TypeScript yet: add it to typeText");
  return Object.entries(shape).map(([key, field]) => {
    const mark = field._zod.optout === "optional" ? "?" : "";
    return `${docComment(descriptionOf(field))}${JSON.stringify(key)}${mark}: ${typeText(field, nameOf)};`;
  });
}
