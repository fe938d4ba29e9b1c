import { createServer, type ServerResponse } from "node:http";
import { createServer as createHttp2, type Http2ServerResponse } from "node:http2";
import { describe, expect, it, onTestFinished } from "vitest";
import type { HttpVersion } from "../../src/transport/packed-requests.ts";
import { openAsking } from "./asking.ts";
import { listen, type TestServer } from "./raw-server.ts";

const MB = 1_000_000;
const MIB = 2 ** 20;

type Answer = (path: string, response: ServerResponse | Http2ServerResponse) => void;

async function serve(version: HttpVersion, answer: Answer): Promise<TestServer> {
  const server =
    version === "2"
      ? createHttp2((request, response) => answer(request.url, response))
      : createServer((request, response) => answer(request.url ?? "", response));
  const listening = await listen(server);
  onTestFinished(() => listening.close());
  return listening;
}

/** Writes a body of `bytes` as fast as it is read, and never ends an endless one. */
function write(response: ServerResponse | Http2ServerResponse, bytes: number): void {
  const piece = Buffer.alloc(MB, "x");
  let left = bytes;
  const more = () => {
    while (left > 0 && !response.destroyed) {
      left -= MB;
      if (!(response as ServerResponse).write(piece)) return;
    }
    if (left <= 0) response.end();
  };
  response.on("error", () => {});
  response.on("drain", more);
  more();
}

describe.each<HttpVersion>(["1.1", "2"])("over HTTP/%s", (version) => {
  it("an answer of 24 MB is kept whole", async () => {
    const server = await serve(version, (_, response) => write(response, 24 * MB));
    const asked = openAsking(version, server.address).ask();
    expect(await asked.ended).toBe("200 24000000");
    expect(asked.response?.body).toHaveLength(24 * MB);
    expect(asked.response?.cutAtBytes).toBeUndefined();
  });

  it("an answer above all that is kept at once is counted whole, and says that and where it was cut", async () => {
    const server = await serve(version, (_, response) => write(response, 280 * MB));
    const asked = openAsking(version, server.address).ask();
    expect(await asked.ended).toBe("200 280000000");
    expect(asked.response?.body.length).toBeLessThan(MIB);
    expect(asked.response?.cutAtBytes).toBe(256 * MIB);
  });

  it("endless answers take no more memory together than is kept at once, and small ones stay whole", async () => {
    const server = await serve(version, (path, response) =>
      write(response, path === "/small" ? MB : Number.POSITIVE_INFINITY),
    );
    const { ask } = openAsking(version, server.address);
    const beforeBytes = process.memoryUsage().arrayBuffers;
    const endless = Array.from({ length: 6 }, () => ask());
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(process.memoryUsage().arrayBuffers - beforeBytes).toBeLessThan(2 * 256 * MIB);
    for (const asked of endless) asked.abort();
    const small = ask({ path: "/small" });
    await small.ended;
    expect(small.response?.body).toHaveLength(MB);
  });

  it("of a body that nobody reads only the beginning is kept", async () => {
    const server = await serve(version, (_, response) => write(response, 2 * MB));
    const asked = openAsking(version, server.address, false, true).ask();
    expect(await asked.ended).toBe("200 2000000");
    expect(asked.response?.body.length).toBeLessThanOrEqual(65_536);
  });
});
