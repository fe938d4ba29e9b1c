import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frameMessage, unframeMessage } from "../../../src/wire/http2/grpc-frame.ts";
import { GRPC_STATUS_NAMES, grpcTimeout, parseGrpcStatus } from "../../../src/wire/http2/grpc-status.ts";
import { WireError } from "../../../src/wire/wire-error.ts";

describe("frames", () => {
  it("are a zero, the length in big-endian, and the message", () => {
    expect([...frameMessage(Uint8Array.of(7, 8, 9))]).toEqual([0, 0, 0, 0, 3, 7, 8, 9]);
    expect([...frameMessage(new Uint8Array(0x1_02_03)).subarray(0, 5)]).toEqual([0, 0, 1, 2, 3]);
  });

  it("give back the message, wherever the body lies in its buffer, and no other part of it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 9 }), (message, offset) => {
        const body = frameMessage(message);
        const memory = new Uint8Array(offset + body.length + 3).fill(0xff);
        memory.set(body, offset);
        const whole = memory.subarray(offset, offset + body.length);
        expect([...unframeMessage(whole)]).toEqual([...message]);
        expect(() => unframeMessage(whole.subarray(0, -1))).toThrow(WireError);
        expect(() => unframeMessage(memory.subarray(offset, offset + body.length + 1))).toThrow(WireError);
      }),
    );
  });

  it.each([
    ["no message at all", [], /expected a prefix of 5 bytes, found 0/],
    ["half a prefix", [0, 0, 0], /found 3/],
    ["a compressed message", [1, 0, 0, 0, 1, 7], /the message is compressed/],
    ["an unknown flag", [2, 0, 0, 0, 0], /expected compressed flag 0 or 1, found 2/],
    ["a cut message", [0, 0, 0, 0, 3, 7], /3 bytes of message are promised, 1 are there/],
    ["a length of 4 GiB", [0, 255, 255, 255, 255, 7], /4294967295 bytes of message are promised/],
    ["two messages", [0, 0, 0, 0, 1, 7, 0, 0, 0, 0, 0], /expected one message, found 5 more bytes/],
  ])("%s is refused", (_, body, error) => {
    expect(() => unframeMessage(Uint8Array.from(body))).toThrow(error);
  });
});

describe("the status", () => {
  it("has 17 names, 0 to 16", () => {
    expect(GRPC_STATUS_NAMES).toHaveLength(17);
    expect(["0", "4", "8", "14", "16"].map((status) => parseGrpcStatus(status, undefined).name)).toEqual([
      "OK",
      "DEADLINE_EXCEEDED",
      "RESOURCE_EXHAUSTED",
      "UNAVAILABLE",
      "UNAUTHENTICATED",
    ]);
  });

  it("keeps a number that has no name", () => {
    expect(parseGrpcStatus("99", "odd")).toEqual({ code: 99, name: "UNKNOWN", message: "odd" });
  });

  it.each(["", "OK", "-1", "1.5", "0x1"])("%j is none", (status) => {
    expect(() => parseGrpcStatus(status, "")).toThrow(/grpc-status: expected a number/);
  });

  it("that is missing is said to be", () => {
    expect(() => parseGrpcStatus(undefined, "")).toThrow("the answer ended without a grpc-status");
  });

  it("decodes any message that was encoded", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        // Everything but visible ASCII and the space is written as %XX, byte by byte; so is the sign itself.
        const encoded = [...Buffer.from(text, "utf8")]
          .map((byte) =>
            byte < 32 || byte > 126 || byte === 37
              ? `%${byte.toString(16).toUpperCase().padStart(2, "0")}`
              : String.fromCharCode(byte),
          )
          .join("");
        expect(parseGrpcStatus("2", encoded).message).toBe(text);
      }),
    );
  });

  it.each(["50% of it", "%ff", "%e4%b", "100%"])(
    "shows the badly encoded message %j as it came",
    (message) => {
      expect(parseGrpcStatus("13", message).message).toBe(message);
    },
  );
});

describe("grpc-timeout", () => {
  it.each([
    [250, "250000u"],
    [0.0001, "1u"],
    [0, "1u"],
    [99_999.999, "99999999u"],
    [100_000, "100000m"],
    [1e9, "1000000S"],
  ])("of %f ms is %s", (timeoutMs, value) => {
    expect(grpcTimeout(timeoutMs)).toBe(value);
  });

  it("is never shorter than asked for, has at most 8 digits, and is not 0.1 % longer beyond a millisecond", () => {
    const unitMs: Readonly<Record<string, number>> = { u: 0.001, m: 1, S: 1000, M: 60_000, H: 3_600_000 };
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e13, noNaN: true }), (timeoutMs) => {
        const [, digits, unit] = /^(\d{1,8})([umSMH])$/.exec(grpcTimeout(timeoutMs)) ?? [];
        const ms = Number(digits) * (unitMs[unit ?? ""] ?? Number.NaN);
        expect(ms).toBeGreaterThanOrEqual(timeoutMs * (1 - 1e-12));
        expect(ms).toBeLessThanOrEqual(timeoutMs * 1.001);
      }),
    );
  });

  it.each([Number.POSITIVE_INFINITY, Number.NaN])("cannot be %f", (timeoutMs) => {
    expect(() => grpcTimeout(timeoutMs)).toThrow(RangeError);
  });
});
