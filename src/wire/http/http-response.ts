/** An answer of a server over any version of HTTP; a model in this process answers in this form too. */
export interface HttpResponse {
  status: number;
  /** Headers by their names in lower case; repeated headers are joined by ", ". */
  headers: ReadonlyMap<string, string>;
  /** Body of the answer, or its beginning: see `cutAtBytes`. Valid only during the call that delivers it. */
  body: Uint8Array;
  /**
   * The bytes of answers that this program keeps at once, which `body` did not fit into: only its beginning was kept. Left
   * out for a body that was kept whole.
   */
  cutAtBytes?: number | undefined;
  /** Length of the whole body on the wire, without chunk framing. */
  bodyBytes: number;
  /** Whether the server keeps the connection open for another request. */
  keepAlive: boolean;
  /** Headers after the body; only HTTP/2 transports read them. */
  trailers?: ReadonlyMap<string, string>;
}
