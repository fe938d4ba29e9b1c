/** An answer of a server, whatever version of HTTP carried it; a model in this process answers in this form too. */
export interface HttpResponse {
  status: number;
  /** Names in lower case; repeated headers joined by ", ". */
  headers: ReadonlyMap<string, string>;
  /** Valid only during the call that delivers it. Cut at `maxBodyBytes`. */
  body: Uint8Array;
  /** Length of the whole body on the wire, without chunk framing. */
  bodyBytes: number;
  /** The server keeps the connection open for another request. */
  keepAlive: boolean;
  /** Headers after the body; only HTTP/2 transports read them. */
  trailers?: ReadonlyMap<string, string>;
}
