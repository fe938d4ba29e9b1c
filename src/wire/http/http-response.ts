/** An answer of a server over any version of HTTP; a model in this process answers in this form too. */
export interface HttpResponse {
  status: number;
  /** Headers by their names in lower case; repeated headers are joined by ", ". */
  headers: ReadonlyMap<string, string>;
  /** Body of the answer, cut at `maxBodyBytes`. Valid only during the call that delivers it. */
  body: Uint8Array;
  /** Length of the whole body on the wire, without chunk framing. */
  bodyBytes: number;
  /** Whether the server keeps the connection open for another request. */
  keepAlive: boolean;
  /** Headers after the body; only HTTP/2 transports read them. */
  trailers?: ReadonlyMap<string, string>;
}
