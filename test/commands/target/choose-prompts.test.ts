import { expect, it } from "vitest";
import type { PayloadWish } from "../../../src/commands/target/choose-payloads.ts";
import { choosePrompts } from "../../../src/commands/target/choose-prompts.ts";

const WISH: PayloadWish = {
  items: 1,
  repetition: { kind: "uniform" },
  lengths: undefined,
  samples: {},
  seed: 1,
  requests: () => 40,
};

it("makes a pool, or one prompt for each request, of 128 words where nothing is said", () => {
  expect(choosePrompts(WISH).count).toBe(1024);
  const unique = choosePrompts({ ...WISH, repetition: { kind: "unique" } });
  expect(unique.count).toBe(40);
  expect(unique.texts(3)[0]?.split(" ")).toHaveLength(128);
});

it("refuses a drift of prompts that are all alike, and more prompts than memory should hold", () => {
  expect(() => choosePrompts({ ...WISH, repetition: { kind: "drift" } })).toThrow(/cannot drift/);
  const many = { ...WISH, repetition: { kind: "unique" } as const, requests: () => 1_000_000 };
  expect(() => choosePrompts(many)).toThrow(
    /1,000,000 prompts of about \d+ bytes need more than the 256 MiB/,
  );
});
