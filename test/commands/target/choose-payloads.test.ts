import { describe, expect, it } from "vitest";
import { choosePayloads, type PayloadWish } from "../../../src/commands/target/choose-payloads.ts";
import { PlimsollError } from "../../../src/core/errors.ts";
import type { InputSpec } from "../../../src/payloads/payload.ts";
import type { ModelContent } from "../../../src/store/model-library.ts";

const IMAGE: InputSpec[] = [{ name: "image", datatype: "FP32", shape: [-1, 4] }];
const TEXT: InputSpec[] = [{ name: "ids", datatype: "INT64", shape: [-1, -1] }];
const LABELLED: ModelContent = {
  labelled: {
    input: "image",
    items: {
      values: new Uint8Array(40),
      labels: Uint8Array.from([3, 1, 2, 0, 0, 1, 2, 3, 1, 0]),
      itemLength: 4,
    },
  },
  hints: {},
  sequenceLength: null,
};
const ENCODER: ModelContent = { labelled: null, hints: {}, sequenceLength: { min: 2, max: 64, default: 16 } };
const UNKNOWN: ModelContent = { labelled: null, hints: {}, sequenceLength: null };

const WISH: PayloadWish = {
  items: 1,
  repetition: { kind: "uniform" },
  lengths: undefined,
  samples: {},
  seed: 1,
  requests: () => expect.fail("nobody needs to know"),
};
const images = (wish: Partial<PayloadWish>) => choosePayloads("m", IMAGE, LABELLED, { ...WISH, ...wish });
const texts = (wish: Partial<PayloadWish>, content = ENCODER) =>
  choosePayloads("m", TEXT, content, { ...WISH, ...wish });

describe("the pool", () => {
  it("is the labelled set where it fits the model, in order of label for drift", () => {
    expect(images({})).toMatchObject({ count: 10, description: "10 held-out images of m, 1 per request" });
    expect(images({ repetition: { kind: "drift" } }).description).toContain("in order of label");
  });

  it("is made up where the set does not fit what the server says", () => {
    const other: InputSpec[] = [{ name: "image", datatype: "FP32", shape: [-1, 5] }];
    expect(choosePayloads("m", other, LABELLED, WISH).description).toContain("random values");
  });

  it("has 256 made-up requests of the length the model suggests, or of 32, and 1024 where lengths differ", () => {
    expect([texts({}).count, texts({}).meta(0).length]).toEqual([256, 16]);
    expect(texts({}, UNKNOWN).meta(0).length).toBe(32);
    expect(texts({ lengths: { kind: "uniform", min: 2, max: 9 } }).count).toBe(1024);
  });

  it("has fewer where each is large, so that pictures do not take longer to make up than a run lasts", () => {
    const pictures: InputSpec[] = [{ name: "image", datatype: "UINT8", shape: [-1, 3, 224, 224] }];
    const poolOf = (items: number) => choosePayloads("m", pictures, UNKNOWN, { ...WISH, items }).count;
    expect([1, 4, 16].map(poolOf)).toEqual([111, 27, 8]);
  });

  it("holds one payload per request when none may come twice", () => {
    const unique = { repetition: { kind: "unique" } as const, requests: () => 700 };
    expect([images(unique).count, texts(unique).count]).toEqual([700, 700]);
    expect(images({ ...unique, requests: () => 0 }).count).toBe(1);
  });

  it("is in order of length when made-up inputs drift", () => {
    const payloads = texts({ repetition: { kind: "drift" }, lengths: { kind: "uniform", min: 2, max: 60 } });
    const found = Array.from({ length: payloads.count }, (_, index) => payloads.meta(index).length ?? 0);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
  });
});

describe("refuses, as a usage error,", () => {
  const refused = (choose: () => unknown, says: RegExp) => {
    expect(choose).toThrow(PlimsollError);
    expect(choose).toThrow(says);
  };

  it("lengths beyond what the model takes, naming its bounds", () => {
    refused(
      () => texts({ lengths: { kind: "uniform", min: 8, max: 65 } }),
      /from 8 to 65, but model "m" takes 2 to 64/,
    );
    refused(
      () => texts({ lengths: { kind: "fixed", length: 1 } }),
      /from 1 to 1, but model "m" takes 2 to 64/,
    );
    expect(texts({ lengths: { kind: "fixed", length: 900 } }, UNKNOWN).meta(0).length).toBe(900);
  });

  it("lengths for a model without a dynamic dimension", () => {
    refused(() => images({ lengths: { kind: "fixed", length: 4 } }), /lengths would do nothing/);
  });

  it("drift among made-up inputs that are all alike", () => {
    refused(() => texts({ repetition: { kind: "drift" } }), /cannot drift/);
    refused(
      () => texts({ repetition: { kind: "drift" }, lengths: { kind: "fixed", length: 8 } }),
      /cannot drift/,
    );
  });

  it("a pool of unique payloads above 256 MiB, naming the memory it needs", () => {
    // 512 bytes of head and 16 bytes of image each: 508 400 fit into 256 MiB.
    const unique = { repetition: { kind: "unique" } as const };
    expect(images({ ...unique, requests: () => 508_000 }).count).toBe(508_000);
    refused(() => images({ ...unique, requests: () => 1_000_000 }), /1,000,000 requests need about 504 MiB/);
  });
});
