import { expect, it } from "vitest";
import { BodyBudget, KeptBody } from "../../../src/wire/http/kept-body.ts";

const MIB = 2 ** 20;
const part = (byte: number, bytes = MIB) => new Uint8Array(bytes).fill(byte);

it("one body may take the whole budget, and bodies under way share it", () => {
  const budget = new BodyBudget(4 * MIB);
  const [large, small, late] = [new KeptBody(budget), new KeptBody(budget), new KeptBody(budget)];
  for (let i = 0; i < 3; i++) large.add(part(i));
  for (let i = 0; i < 3; i++) late.add(part(7));
  small.add(part(9, 100));
  expect(late.take()).toMatchObject({ cutAtBytes: 4 * MIB });
  expect(small.take()).toEqual({ body: part(9, 100), cutAtBytes: undefined });
  const { body, cutAtBytes } = large.take();
  expect([body.length, body[0], body.at(-1), cutAtBytes]).toEqual([3 * MIB, 0, 2, undefined]);
});

it("a body that was cut keeps nothing of the budget, whether it ends, goes on or is given up", () => {
  const budget = new BodyBudget(2 * MIB);
  const [endless, next, givenUp] = [new KeptBody(budget), new KeptBody(budget), new KeptBody(budget)];
  for (let i = 0; i < 10; i++) endless.add(part(1));
  next.add(part(2));
  next.add(part(2));
  expect(next.take().cutAtBytes).toBeUndefined();
  givenUp.add(part(3));
  givenUp.add(part(3));
  givenUp.drop();
  expect(endless.take().body).toHaveLength(65_536);
  endless.add(part(4));
  endless.add(part(4));
  const { body, cutAtBytes } = endless.take();
  expect([body.length, body[0], body.at(-1), cutAtBytes]).toEqual([2 * MIB, 4, 4, undefined]);
});

it("keeps copies: the memory of a part is used again", () => {
  const kept = new KeptBody(new BodyBudget(MIB));
  const memory = Buffer.from("abc");
  kept.add(memory);
  memory.fill("x");
  kept.add(memory);
  expect(Buffer.from(kept.take().body).toString()).toBe("abcxxx");
});
