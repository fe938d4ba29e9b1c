/** Where a server listens, and how to get there. */
export interface Address {
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
