import { expect, onTestFinished } from "vitest";
import { PlimsollError } from "../../../src/core/errors.ts";
import { exchange } from "../../../src/targets/ask/session.ts";
import { TARGETS } from "../../../src/targets/index.ts";
import { targetKindSchema } from "../../../src/targets/options.ts";
import type { TargetContext } from "../../../src/targets/server-context.ts";
import type { PreparedTarget, Target } from "../../../src/targets/target.ts";
import type { HttpRequest } from "../../../src/wire/http/http-request.ts";
import type { HttpResponse } from "../../../src/wire/http/http-response.ts";
import { contextFor } from "../../targets/fake-server.ts";
import type { Fault, GoodServer, Served } from "./good-server.ts";
import { GOOD_SERVERS } from "./good-servers.ts";

// How the contract suites bring a target and a server together.

/** Long enough for a busy machine to answer, where an answer comes. */
export const PATIENT_MS = 20_000;
/** Where none comes. */
export const SILENCE_MS = 50;

interface Meeting {
  readonly kind: keyof typeof TARGETS;
  readonly target: Target;
  readonly server: GoodServer;
}

/** Every target with every server that keeps its protocol, by name. */
export const MEETINGS: readonly (readonly [string, Meeting])[] = targetKindSchema.options.flatMap((kind) => {
  const servers: readonly GoodServer[] | string = GOOD_SERVERS[kind];
  if (typeof servers === "string") return [];
  return servers.map(
    (server) => [`${kind}, ${server.way}`, { kind, target: TARGETS[kind], server }] as const,
  );
});

export function closeLater<Server extends { close(): unknown }>(server: Server): Server {
  onTestFinished(async () => {
    await server.close();
  });
  return server;
}

/** What `prepare` is given, for a server that stands where the good one would. */
export function contextAt(
  served: Pick<Served, "address" | "host">,
  server: GoodServer,
  changes: Partial<TargetContext> = {},
): TargetContext {
  return contextFor(served, { model: null, timeoutMs: PATIENT_MS, ...server.given, ...changes });
}

export async function start(server: GoodServer, fault?: Fault): Promise<Served> {
  return closeLater(await server.start(fault));
}

export const firstOf = ({ requests }: PreparedTarget): HttpRequest => requests[0] as HttpRequest;

export interface GoodAnswer {
  readonly served: Served;
  readonly prepared: PreparedTarget;
  readonly response: HttpResponse;
  /** As another thread has it. */
  readonly expected: unknown;
}

/** Prepares against the good server, and has it answer the first request once more. */
export async function goodAnswer({ target, server }: Meeting): Promise<GoodAnswer> {
  const served = await start(server);
  const prepared = await target.prepare(contextAt(served, server));
  const response = await exchange(served.address, firstOf(prepared), prepared.version, PATIENT_MS);
  return { served, prepared, response, expected: structuredClone(prepared.expected) };
}

/** The refusal of a server: exit code 4, with what was found and what to do about it. */
export async function refusalOf(asked: Promise<unknown>): Promise<PlimsollError> {
  return expectRefusal(
    await asked.then(
      () => expect.fail("the server was accepted"),
      (thrown: unknown) => thrown,
    ),
  );
}

export function expectRefusal(error: unknown): PlimsollError {
  expect(error).toBeInstanceOf(PlimsollError);
  const refusal = error as PlimsollError;
  expect(refusal.exitCode, refusal.message).toBe(4);
  expect(refusal.message).toMatch(/\w/);
  expect(refusal.fix, refusal.message).toMatch(/\w/);
  return refusal;
}
