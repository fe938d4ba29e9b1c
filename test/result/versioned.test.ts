import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type DocumentKinds, readVersioned } from "../../src/result/versioned.ts";

/**
 * A kind that was changed twice: version 2 gave the latency its unit, version 3 put it into an object. Of the other kind,
 * results of version 1 are not read any more.
 */
const KINDS: DocumentKinds<unknown> = {
  voyage: {
    noun: "a voyage",
    version: 3,
    schema: z.object({
      kind: z.literal("voyage"),
      schemaVersion: z.literal(3),
      latencyMs: z.object({ mean: z.number() }),
    }),
    migrations: {
      1: ({ latencySec, ...same }) => ({ ...same, meanMs: 1000 * Number(latencySec) }),
      2: ({ meanMs, ...same }) => ({ ...same, latencyMs: { mean: (meanMs as number).valueOf() } }),
    },
  },
  cargo: {
    noun: "a cargo",
    version: 3,
    schema: z.object({ kind: z.literal("cargo"), schemaVersion: z.literal(3), tons: z.number() }),
    migrations: { 2: ({ tonnes, ...same }) => ({ ...same, tons: tonnes }) },
  },
};
const read = (json: unknown) => readVersioned(json, "old.json", KINDS);

describe("an older document", () => {
  it.each([
    { schemaVersion: 1, latencySec: 0.25 },
    { schemaVersion: 2, meanMs: 250 },
    { schemaVersion: 3, latencyMs: { mean: 250 } },
  ])("of version $schemaVersion becomes one of today, and is left as it was", (older) => {
    const given = Object.freeze({ kind: "voyage", ...older });
    expect(read(given)).toEqual({ kind: "voyage", schemaVersion: 3, latencyMs: { mean: 250 } });
  });

  it("is read from the version on from which every step is known", () => {
    expect(read({ kind: "cargo", schemaVersion: 2, tonnes: 4 })).toMatchObject({ tons: 4 });
    expect(() => read({ kind: "cargo", schemaVersion: 1, tonnes: 4 })).toThrow(
      "old.json was written by an older Plimsoll (schemaVersion 1, this one reads 2 to 3)",
    );
  });

  it("is judged after its last step", () => {
    expect(() => read({ kind: "voyage", schemaVersion: 1, latencySec: "slow" })).toThrow(
      "old.json is a voyage with wrong content: latencyMs.mean: Invalid input: expected number, received NaN",
    );
  });

  it("over which a migration stumbles is the document's fault, in one sentence", () => {
    expect(() => read({ kind: "voyage", schemaVersion: 2 })).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringMatching(/^old\.json is a voyage of schemaVersion 2 with wrong content: .+$/),
      }),
    );
  });
});

it("the kinds are those of the registry that was given", () => {
  expect(() => read({ kind: "run" })).toThrow(
    'old.json has the kind "run", and this Plimsoll knows voyage or cargo',
  );
});
