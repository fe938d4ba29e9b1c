import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import type { ClaimsResult, claimsResultSchema } from "../../src/result/claims-result.ts";
import type { DoctorResult, doctorResultSchema } from "../../src/result/doctor-result.ts";
import { type RunResult, runResultSchema } from "../../src/result/run-result.ts";
import type { SweepResult, sweepResultSchema } from "../../src/result/sweep-result.ts";
import { NAMED } from "./named-documents.ts";
import { typeText } from "./type-text.ts";
import { TYPES_PATH, typesFile } from "./types-file.ts";

test("the committed types are those of the schemas", () => {
  const committed = readFileSync(join(import.meta.dirname, "../..", TYPES_PATH), "utf8");
  expect(committed, "run `npm run docs`").toBe(typesFile());
});

// `tsc` checks these; every other generated type is part of one of the four.
test("the generated types are what the schemas infer, to the last optional key", () => {
  expectTypeOf<RunResult>().toEqualTypeOf<z.output<typeof runResultSchema>>();
  expectTypeOf<SweepResult>().toEqualTypeOf<z.output<typeof sweepResultSchema>>();
  expectTypeOf<ClaimsResult>().toEqualTypeOf<z.output<typeof claimsResultSchema>>();
  expectTypeOf<DoctorResult>().toEqualTypeOf<z.output<typeof doctorResultSchema>>();
});

test("a difference deep inside would be seen", () => {
  const { latencyMs } = runResultSchema.shape;
  const other = runResultSchema.extend({ latencyMs: latencyMs.extend({ response: z.string().optional() }) });
  // @ts-expect-error the response is no text
  expectTypeOf<RunResult>().toEqualTypeOf<z.output<typeof other>>();
  expect(other.shape.latencyMs).not.toBe(latencyMs);
});

test("every generated type is used", () => {
  const text = typesFile();
  const unused = NAMED.filter(({ name }) => !new RegExp(`: .*\\b${name}\\b`).test(text));
  expect(unused.map(({ name }) => name)).toEqual([
    "RunResult",
    "SweepResult",
    "ClaimsResult",
    "CapacityResult",
    "DoctorResult",
    "GateResult",
    "PlanResult",
    "VerificationResult",
  ]);
});

test("the sentence of every type names what it is", () => {
  const singular = (noun: string) => noun.replace(/(ies|s)$/, "").toLowerCase();
  const sentences = typesFile().matchAll(/^\/\*\*(.*?)\*\/\nexport (?:interface|type) (\w+)/gms);
  const found = [...sentences].map(([, sentence = "", name = ""]) => ({ sentence, name }));
  expect(found.map(({ name }) => name)).toEqual(NAMED.map(({ name }) => name));
  const unnamed = found.filter(({ sentence, name }) => {
    const nouns = name.match(/[A-Z][a-z]+/g) ?? [];
    return !nouns.some((noun) => sentence.toLowerCase().includes(singular(noun)));
  });
  expect(unnamed).toEqual([]);
});

test("each kind of schema has its TypeScript, and an unknown kind is refused", () => {
  const schema = z.object({
    optional: z.array(z.enum(["a", "b"]).nullable()).optional(),
    filled: z.string().default("x").describe("with a default"),
    fixed: z.array(z.int()).readonly(),
    "two words": z.union([z.literal([1, true]), z.record(z.string(), z.null())]),
    kept: z.object({ a: z.boolean() }).readonly().describe("ends a comment: */"),
  });
  expect(typeText(schema, () => undefined).split("\n")).toEqual([
    "{",
    '"optional"?: ("a" | "b" | null)[] | undefined;',
    "/** with a default */",
    '"filled": string;',
    '"fixed": readonly (number)[];',
    '"two words": 1 | true | Record<string, null>;',
    "/** ends a comment: *\\/ */",
    '"kept": Readonly<{ "a": boolean; }>;',
    "}",
  ]);
  expect(() => typeText(z.map(z.string(), z.string()), () => undefined)).toThrow('of type "map"');
  expect(() => typeText(z.looseObject({}), () => undefined)).toThrow("keys that are not listed");
});
