/** Where requests go. */
export type Address = NetworkAddress | ModelAddress;

/** Where a server listens, and how to get there. */
export interface NetworkAddress {
  readonly hostname: string;
  readonly port: number;
  /** Encrypted with TLS; left out = plain text. */
  readonly tls?: TlsSettings | undefined;
  /** HTTP proxy on the way. */
  readonly proxy?: { readonly hostname: string; readonly port: number } | undefined;
}

export interface TlsSettings {
  /** Certificates of authorities to trust instead of the usual ones, PEM. */
  readonly ca?: string | undefined;
  /** False = any certificate is taken, which is said in the result. */
  readonly verify: boolean;
}

/** A model that whoever sends to it loads into this process. */
export interface ModelAddress {
  readonly model: {
    readonly name: string;
    /** The .onnx file. */
    readonly path: string;
    /** Sessions, a thread each. */
    readonly instances: number;
    readonly maxBatch: number;
    readonly maxQueueDelayMs: number;
    /** Where the thread that sends writes what it has counted of the model, for the others to read. */
    readonly counted: SharedArrayBuffer;
  };
}
