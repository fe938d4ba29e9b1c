import { status } from "@grpc/grpc-js";
import type { NetworkAddress } from "../../../src/core/address.ts";
import type { TargetKind } from "../../../src/targets/index.ts";
import type { TargetContext } from "../../../src/targets/server-context.ts";
import { type Answer, type Routes, serveRoutes } from "../../targets/fake-server.ts";
import type { GrpcServer, Method } from "../../targets/grpc-server.ts";
import type { TestServer } from "../../transport/raw-server.ts";

/** What a server that refuses a call says of it. */
export const REFUSAL = "out of memory on GPU 3";

/** The one call at which a server does not do as it should. */
export interface Fault {
  readonly call: string;
  /** It answers with an error in the form of the protocol, or never. */
  readonly how: "refuses" | "hangs";
}

export interface Served {
  readonly address: NetworkAddress;
  readonly host: string;
  close(): void | Promise<void>;
}

/** A name that the server does not know. */
interface LostName {
  readonly name: string;
  /** How the user gives it. */
  readonly given: Partial<TargetContext>;
}

/** What the contract has to know of a server that keeps a protocol. */
interface Kept {
  /** Which way of keeping it this is. */
  readonly way: string;
  /** What the user says beside the URL. */
  readonly given: Partial<TargetContext>;
  /** Everything that `prepare` asks, and what is asked under load. */
  readonly calls: readonly string[];
  readonly load: string;
  readonly lost: LostName;
  /** Shortened answers that nobody can tell from whole ones, and why that is so. */
  readonly looksWhole?: { readonly why: string; at(kept: string): boolean };
  /** Other protocols that the server truly speaks, which the order of `discover` puts behind this one. */
  readonly alsoSpeaks?: readonly TargetKind[];
}

/** A server that keeps a protocol, on a socket of 127.0.0.1. */
export interface GoodServer extends Kept {
  readonly over: "HTTP" | "gRPC";
  /** Status of a refusal, as the result shows it. */
  readonly refusedWith: number;
  start(fault?: Fault): Promise<Served>;
}

const HTTP_ERROR = 500;

/** A server that answers routes. `refusal` is how the protocol writes an error down. */
export function overHttp(
  kept: Omit<Kept, "calls"> & {
    readonly routes: Routes;
    readonly refusal: Answer;
    /** Starts a fixture of which `routes` are known, with some of them replaced. */
    readonly serve?: (changes: Routes) => Promise<TestServer>;
  },
): GoodServer {
  const { routes, refusal, serve, ...rest } = kept;
  return {
    ...rest,
    over: "HTTP",
    calls: Object.keys(routes),
    refusedWith: HTTP_ERROR,
    start(fault) {
      const changes: Routes =
        fault === undefined
          ? {}
          : { [fault.call]: fault.how === "hangs" ? "hang" : { ...refusal, status: HTTP_ERROR } };
      return serve?.(changes) ?? serveRoutes({ ...routes, ...changes });
    },
  };
}

/** A server of grpc-js. */
export function overGrpc<Call extends string>(
  kept: Kept & {
    readonly calls: readonly Call[];
    readonly serve: (changes: Partial<Record<Call, Method>>) => Promise<GrpcServer>;
  },
): GoodServer {
  const { serve, ...rest } = kept;
  return {
    ...rest,
    over: "gRPC",
    refusedWith: status.INTERNAL,
    async start(fault) {
      const method: Method = (_, answer) => {
        if (fault?.how === "refuses") answer({ code: status.INTERNAL, details: REFUSAL });
      };
      const changes = fault === undefined ? {} : { [fault.call]: method };
      const { port, close } = await serve(changes as Partial<Record<Call, Method>>);
      return { address: { hostname: "127.0.0.1", port }, host: `127.0.0.1:${port}`, close };
    },
  };
}

export const bodyOf = (text: string): TargetContext["bodies"] => [
  { bytes: new TextEncoder().encode(text), where: "--body" },
];
