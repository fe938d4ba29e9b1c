import { describe, expect, it } from "vitest";
import type { StackLaw } from "../../../src/result/stack-law.ts";
import {
  stackLawFor,
  transferLawFor,
  transferTimeMs,
} from "../../../src/simulator/calibration/choose-law.ts";
import { LAWS } from "./tables.ts";

const [LAW] = LAWS.stacks as [StackLaw];
const FACTS = { backend: "TensorRT", accelerator: null, version: null, queueDelayMs: 0 };

describe("stackLawFor", () => {
  const bounded = { ...LAW, backend: "TensorRT", accelerator: null, queueDelay: null };
  const laws = {
    ...LAWS,
    stacks: [
      { ...bounded, id: "old", versions: { from: null, before: "22.10" } },
      { ...bounded, id: "new", versions: { from: "22.10", before: null } },
      { ...bounded, id: "any", versions: null },
    ],
  };

  it.each([
    ["21.12", "old"],
    ["22.9", "old"],
    ["22.10", "new"],
    ["23.01", "new"],
    [null, "any"],
  ])("tells versions apart by their numbers: %s", (version, id) => {
    expect(stackLawFor({ ...FACTS, version }, laws)?.id).toBe(id);
  });
});

describe("transferTimeMs", () => {
  const network = transferLawFor({ backend: "TensorRT", transport: "http-remote" }, LAWS);
  const shared = transferLawFor({ backend: "TensorRT", transport: "shm-system" }, LAWS);
  const load = { concurrency: 16, itemsPerRequest: 1, bytes: 600_000, aloneMs: 0.1 };

  it("is chosen by the way to the server", () => {
    expect([
      network?.id,
      shared?.id,
      transferLawFor({ backend: "TensorRT", transport: "grpc-localhost" }, LAWS)?.id,
    ]).toEqual(["network", "shared-memory", "network"]);
    expect(transferLawFor({ backend: null, transport: "carrier pigeon" }, LAWS)).toBeNull();
  });

  it("is the backend's own, where it has one, whatever the order of the laws", () => {
    const [law] = LAWS.transfers.filter(({ transports }) => transports.includes("http"));
    if (law === undefined) throw new Error("a law is missing");
    const own = { ...law, id: "own", backend: "Odd" };
    const way = (backend: string | null, transport = "http") =>
      transferLawFor({ backend, transport }, { ...LAWS, transfers: [own, ...LAWS.transfers, own] })?.id;
    expect([way("odd"), way("TensorRT"), way(null), way("odd", "shm")]).toEqual([
      "own",
      law.id,
      law.id,
      "shared-memory",
    ]);
  });

  it("grows with bytes and with the requests outstanding over a network, and hardly through shared memory", () => {
    if (network === null || shared === null) throw new Error("a law is missing");
    expect(transferTimeMs(network, { ...load, bytes: 2_400_000 })).toBeGreaterThan(
      2 * transferTimeMs(network, load),
    );
    expect(transferTimeMs(network, { ...load, concurrency: 64 })).toBeGreaterThan(
      2 * transferTimeMs(network, load),
    );
    expect(transferTimeMs(shared, { ...load, bytes: 2_400_000 })).toBe(transferTimeMs(shared, load));
    expect(transferTimeMs(shared, load)).toBeLessThan(1);
  });
});
