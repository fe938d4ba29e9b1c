/** The destination of requests: a server on a network, or a model in this process. */
export type Address = NetworkAddress | ModelAddress;

/** The host and port at which a server listens, and how to reach it. */
export interface NetworkAddress {
  readonly hostname: string;
  /** The IP address that connections go to, where the host name was looked up; left out = each connection looks it up. */
  readonly ip?: string | undefined;
  /** The other IP addresses of the host name, which the run does not use. */
  readonly otherIps?: readonly string[] | undefined;
  readonly port: number;
  /** TLS settings of the connection; left out = plain text. */
  readonly tls?: TlsSettings | undefined;
  /** HTTP proxy that connections pass through. */
  readonly proxy?:
    | {
        readonly hostname: string;
        readonly port: number;
        /** The IP address that connections go to; left out = each connection looks the name up. */
        readonly ip?: string | undefined;
        /** The value of Proxy-Authorization; left out = the proxy wants none. */
        readonly authorization?: string | undefined;
      }
    | undefined;
}

export interface TlsSettings {
  /** Certificates of authorities to trust instead of the usual ones, PEM. */
  readonly ca?: string | undefined;
  /** The name to ask for and to check where the address is in numbers; left out = the host name of the address. */
  readonly serverName?: string | undefined;
  /** Whether certificates are checked; false = any certificate is accepted, and the result says so. */
  readonly verify: boolean;
}

/** A model in this process, loaded by the thread that sends requests to it. */
export interface ModelAddress {
  readonly model: {
    readonly name: string;
    /** Path of the `.onnx` file. */
    readonly path: string;
    /** Number of inference sessions, each with its own thread. */
    readonly instances: number;
    readonly maxBatch: number;
    readonly maxQueueDelayMs: number;
    /** Memory in which the sending thread publishes its counts of the model's work for other threads. */
    readonly counted: SharedArrayBuffer;
  };
}
