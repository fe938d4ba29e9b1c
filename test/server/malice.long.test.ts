import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { RunningServer } from "../../src/server/server.ts";
import { encodeInferRequest } from "../../src/wire/oip/oip.ts";
import { errorOf, get, identityFile, images, postInfer, postJson, serve, slowFile } from "./fixture.ts";

// What one client does must neither stop the others nor take the memory of the machine.

const MIB = 2 ** 20;
const JSON_TYPE = { "content-type": "application/json" };
let server: RunningServer;

beforeAll(async () => {
  server = await serve({
    models: [
      { name: "floats", path: identityFile("FP32", [-1]) },
      { name: "integers", path: identityFile("INT64", [-1]) },
      { name: "strings", path: identityFile("BYTES", [-1]) },
      { name: "stats", path: identityFile("UINT8", [2, 2]) },
      { name: "cube", path: identityFile("UINT8", [1, 1, 1]) },
    ],
    maxBatch: 8_000_000,
  });
});

/** A raw connection, and all that came back on it so far. */
function raw(
  port = server.port,
  allowHalfOpen = true,
): { socket: Socket; received: () => string; closed: Promise<string> } {
  let received = "";
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen });
  socket.setEncoding("latin1").on("data", (text: string) => {
    received += text;
  });
  socket.on("error", () => {});
  const closed = new Promise<string>((resolve) => {
    socket.once("end", () => socket.end());
    socket.once("close", () => resolve(received));
  });
  return { socket, received: () => received, closed };
}

const healthMs = async (of = server): Promise<number> => {
  const before = performance.now();
  expect((await get(of, "/v2/health/live")).status).toBe(200);
  return performance.now() - before;
};

/** The body of a request for a vector of so many equal JSON values. */
const vector = (datatype: string, value: string, count: number): string =>
  `{"inputs":[{"name":"x","datatype":"${datatype}","shape":[${count}],"data":[${new Array(count).fill(value).join(",")}]}]}`;

const post = (
  model: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = JSON_TYPE,
  of = server,
) => fetch(`${of.url}/v2/models/${model}/infer`, { method: "POST", headers, body });

function ask(host: string, more = "", version = "1.1"): Promise<string> {
  const { socket, closed } = raw();
  socket.write(`GET /v2 HTTP/${version}\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`);
  return closed;
}

describe("who may ask a server on the loopback interface", () => {
  it.each(["localhost", "LOCALHOST:80", "localhost.", "127.0.0.1", "127.9.8.7:1", "[::1]", "[::1]:8000"])(
    "is answered under the name %s",
    async (host) => expect(await ask(host)).toMatch(/^HTTP\/1\.1 200 /),
  );

  it.each([
    "evil.example",
    "evil.example:8000",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "192.168.0.1",
    "[::2]",
    "",
  ])("is refused under the name '%s'", async (host) =>
    expect(await ask(host)).toMatch(/^HTTP\/1\.1 421 [\s\S]*--allowed-host/),
  );

  it.each([
    ["https://evil.example", 403],
    ["null", 403],
    ["http://localhost.evil.example", 403],
    ["http://localhost:3000", 200],
    ["http://127.0.0.1", 200],
  ])("a page of %s gets %i", async (origin, status) =>
    expect(await ask("localhost", `Origin: ${origin}\r\n`)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `)),
  );

  it("is answered under a name that was allowed, and under no other", async () => {
    const named = await serve({ allowedHosts: ["gpu.lan"] });
    const under = async (host: string) => {
      const { socket, closed } = raw(named.port);
      socket.write(`GET /v2 HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      return (await closed).slice(9, 12);
    };
    expect(await Promise.all(["gpu.lan:8000", "GPU.lan", "localhost", "lan"].map(under))).toEqual([
      "200",
      "200",
      "200",
      "421",
    ]);
  });

  it("may use any name where the server listens for the network, unless names are given", async () => {
    const open = await serve({ host: "0.0.0.0" });
    const { socket, closed } = raw(open.port);
    socket.write("GET /v2 HTTP/1.1\r\nHost: any.example\r\nConnection: close\r\n\r\n");
    expect(await closed).toMatch(/^HTTP\/1\.1 200 /);
  });
});

it.each([
  ["text/plain", {}, 415],
  ["text/plain;charset=UTF-8", {}, 415],
  ["multipart/form-data; boundary=x", {}, 415],
  ["application/x-www-form-urlencoded", { origin: "http://localhost" }, 415],
  ["application/x-www-form-urlencoded", {}, 200], // what curl -d sends
  ["application/json", {}, 200],
  ["application/octet-stream", {}, 200],
  ["", {}, 200],
])("a body of type '%s' with %j gets %i", async (type, more, status) => {
  const body = vector("FP32", "1", 2);
  const { socket, closed } = raw();
  const lines = Object.entries({
    host: "localhost",
    connection: "close",
    ...(type ? { "content-type": type } : {}),
    ...more,
  });
  socket.write(
    `POST /v2/models/floats/infer HTTP/1.1\r\ncontent-length: ${body.length}\r\n${lines.map(([k, v]) => `${k}: ${v}\r\n`).join("")}\r\n${body}`,
  );
  expect((await closed).slice(9, 12)).toBe(String(status));
});

describe("a request in absolute form", () => {
  const askFor = (target: string, host: string) => {
    const { socket, closed } = raw();
    socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    return closed;
  };

  it("is answered as one with the path alone", async () => {
    expect(await askFor("http://localhost:8000/v2/health/live?x", "localhost")).toMatch(
      /^HTTP\/1\.1 200 [\s\S]*"live":true/,
    );
  });

  it("is judged by the host that it names", async () => {
    expect(await askFor("http://evil.example/v2", "localhost")).toMatch(/^HTTP\/1\.1 421 /);
    expect(await askFor("http://localhost@evil.example/v2", "localhost")).toMatch(/^HTTP\/1\.1 421 /);
    expect(await askFor("http://127.0.0.1/v2", "evil.example")).toMatch(/^HTTP\/1\.1 200 /);
  });
});

it.each([
  ["gzip, chunked", /^HTTP\/1\.1 (501|400) /],
  ["Chunked", /^HTTP\/1\.1 200 /],
])("a body in the transfer coding %s is refused unless it is chunked alone", async (coding, status) => {
  const body = vector("FP32", "1", 2);
  const { socket, closed } = raw();
  socket.write(
    `POST /v2/models/floats/infer HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ntransfer-encoding: ${coding}\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  );
  expect(await closed).toMatch(status);
});

it("HEAD is answered as GET, without a body", async () => {
  const response = await fetch(`${server.url}/v2/health/live`, { method: "HEAD" });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-length")).toBe("13");
});

it("content codings may be written in any case", async () => {
  const body = gzipSync(vector("FP32", "1", 2));
  expect((await post("floats", body, { "content-encoding": "GZip" })).status).toBe(200);
});

it.each(["0.9", "2.0", "3.0"])("HTTP/%s in the request line gets 505 or is no HTTP", async (version) => {
  expect(await ask("localhost", "", version)).toMatch(/^HTTP\/1\.1 (505|400) /);
});

describe("a connection that does not wait for answers", () => {
  const request = (id: string) => {
    const body = `{"id":"${id}",${vector("FP32", "1", 2).slice(1)}`;
    return `POST /v2/models/floats/infer HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  };

  it.each([true, false])(
    "gets 1000 answers in the order of its requests (half-closed behind them: %s)",
    async (halfClosed) => {
      const { socket, received, closed } = raw();
      const ids = Array.from({ length: 1000 }, (_, i) => `n${i}`);
      socket.write(ids.map(request).join(""));
      if (halfClosed) socket.end();
      await expect.poll(() => received().split('"id":').length - 1, { timeout: 20_000 }).toBe(1000);
      expect([...received().matchAll(/"id":"(n\d+)"/g)].map(([, id]) => id)).toEqual(ids);
      socket.destroy();
      await closed;
    },
  );

  it("gets the answer to a bad request behind those to the good ones before it", async () => {
    const { socket, closed } = raw();
    socket.write(`${request("a")}${request("b")}NONSENSE\r\n\r\n`);
    expect(
      [...(await closed).matchAll(/HTTP\/1\.1 (\d+)|"id":"(\w)"/g)].map(([, status, id]) => status ?? id),
    ).toEqual(["200", "a", "200", "b", "400"]);
  });

  it("gets 400 for a body that is no HTTP, once", async () => {
    const { socket, closed } = raw();
    socket.write(
      "POST /v2/models/floats/infer HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    );
    expect((await closed).match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 400"]);
  });

  it.each(["/metrics", "/v2"])(
    "and takes none, keeps neither health from being answered nor much memory: %s",
    async (path) => {
      const before = process.memoryUsage().rss;
      const requests = `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`.repeat(20_000);
      const greedy = Array.from({ length: 30 }, () => {
        const { socket } = raw();
        socket.pause();
        socket.write(requests);
        return socket;
      });
      // The first bytes of each connection are read; then nothing more is, and nothing more is computed.
      let slowest = 0;
      for (let look = 0; look < 20; look++) slowest = Math.max(slowest, await healthMs());
      expect(slowest).toBeLessThan(3000);
      expect(process.memoryUsage().rss - before).toBeLessThan(300 * MIB);
      for (const socket of greedy) socket.destroy();
    },
    60_000,
  );

  it("gets the refusal of CONNECT and of an unknown expectation in the order of its requests", async () => {
    const { socket, closed } = raw();
    socket.write(
      `${request("a")}GET /v2 HTTP/1.1\r\nhost: localhost\r\n\r\nCONNECT localhost:1 HTTP/1.1\r\nhost: localhost\r\n\r\n${request("b")}`,
    );
    expect((await closed).match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 200", "HTTP/1.1 405"]);
    expect(await ask("localhost", "Expect: miracles\r\n")).toMatch(/^HTTP\/1\.1 417 [\s\S]*miracles/);
  });

  it("is closed some time after its last request was refused, whatever it still sends", async () => {
    const { socket, received, closed } = raw();
    socket.removeAllListeners("end");
    socket.write("NONSENSE\r\n\r\n");
    const more = setInterval(() => socket.write("more"), 100);
    await closed;
    clearInterval(more);
    expect(received()).toMatch(/^HTTP\/1\.1 400 /);
  }, 20_000);
});

describe("clients that go away", () => {
  it("while their requests wait have them dropped, and counted as cancelled", async () => {
    const slow = await serve({ models: [{ name: "slow", path: slowFile() }], maxBatch: 1 });
    const body = vector("FP32", "0", 1).replace("[1]", "[1,1]");
    const first = post("slow", body, JSON_TYPE, slow);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const gone = Array.from({ length: 10 }, () => {
      const { socket } = raw(slow.port);
      socket.write(
        `POST /v2/models/slow/infer HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
      return socket;
    });
    await expect
      .poll(async () => (await (await get(slow, "/metrics")).text()).match(/pending_requests.* (\d+)/)?.[1])
      .toBe("11");
    for (const socket of gone) socket.destroy();
    await first;
    await expect
      .poll(async () => (await (await get(slow, "/metrics")).text()).match(/pending_requests.* (\d+)/)?.[1], {
        timeout: 60_000,
      })
      .toBe("0");
    const text = await (await get(slow, "/metrics")).text();
    const cancelled = Number(text.match(/reason="cancelled".* (\d+)/)?.[1]);
    const success = Number(text.match(/request_success_total.* (\d+)/)?.[1]);
    expect(cancelled + success).toBe(11);
    // What the model gets to before a connection is seen to be gone is computed; without looking, all of it would be.
    expect(cancelled).toBeGreaterThanOrEqual(5);
  }, 90_000);

  it("only half, and wait long, get their answer", async () => {
    const slow = await serve({ models: [{ name: "slow", path: slowFile() }], maxBatch: 1 });
    const body = vector("FP32", "0", 1).replace("[1]", "[1,1]");
    const { socket, closed } = raw(slow.port);
    socket.end(
      `POST /v2/models/slow/infer HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    expect(await closed).toMatch(/HTTP\/1\.1 200 OK/);
  }, 90_000);
});

describe("large bodies", () => {
  it("that never end are refused at once where all may hold no more, and health is answered", async () => {
    const small = await serve({ maxBodyBytes: MIB, maxBytesUnderWay: 2 * MIB });
    const held = Array.from({ length: 6 }, () => {
      const connection = raw(small.port);
      connection.socket.write(
        `POST /v2/models/digits/infer HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${MIB}\r\n\r\n`,
      );
      connection.socket.write(Buffer.alloc(MIB - 1));
      return connection;
    });
    await expect
      .poll(() => held.filter(({ received }) => / 503 .*[\s\S]*hold/.test(received())).length)
      .toBeGreaterThanOrEqual(4);
    await healthMs(small);
    for (const { socket } of held) socket.destroy();
    await expect.poll(async () => (await postInfer(small, [images(1)])).status).toBe(200);
  });

  it("in a million chunks of one byte take no more than their bytes and are read right", async () => {
    const body = vector("FP32", "1", 2).padEnd(1_000_000, " ");
    const { socket, received } = raw();
    socket.write(
      "POST /v2/models/floats/infer HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n",
    );
    const before = process.memoryUsage().rss;
    const chunks = Array.from(body, (byte) => `1\r\n${byte}\r\n`).join("");
    await new Promise((sent) => socket.write(chunks, sent));
    await healthMs();
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * MIB);
    socket.write("0\r\n\r\n");
    await expect.poll(received, { timeout: 20_000 }).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  }, 60_000);

  it("of a request for the list of models are refused", async () => {
    const response = await postJson(server, "/v2/repository/index", `{"ready":true}${" ".repeat(8 * MIB)}`);
    expect(await errorOf(response)).toMatchObject({ status: 413 });
  });

  it("that unpack to much more are refused, and what they held is free again", async () => {
    const small = await serve({ maxBodyBytes: 8 * MIB, maxBytesUnderWay: 16 * MIB });
    const bomb = gzipSync(Buffer.alloc(7 * MIB, " "));
    const statuses = await Promise.all(
      Array.from(
        { length: 20 },
        async () => (await post("digits", bomb, { "content-encoding": "gzip" }, small)).status,
      ),
    );
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(0);
    for (const status of statuses) expect([400, 503]).toContain(status);
    expect((await postInfer(small, [images(1)])).status).toBe(200);
  });

  it("that come too slowly are given up", async () => {
    const { socket, closed } = raw();
    socket.write("POST /v2/models/floats/infer HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{");
    expect(await closed).toMatch(/^HTTP\/1\.1 408 [\s\S]*too slowly/);
  }, 40_000);

  it("of JSON are read while health is answered, whatever they hold", async () => {
    const bodies = [
      vector("INT64", "1234567890123456", 900_000),
      vector("FP32", "0", 7_000_000),
      "[".repeat(8 * MIB),
      vector("FP32", "0.12345678901234567", 700_000),
    ];
    let open = bodies.length;
    const answers = bodies.map(async (body) => {
      const { status } = await post(body.includes("INT64") ? "integers" : "floats", body);
      open--;
      return status;
    });
    let slowest = 0;
    while (open > 0) slowest = Math.max(slowest, await healthMs());
    expect(slowest).toBeLessThan(3000);
    // The answers would be too long for JSON.
    expect(new Set(await Promise.all(answers))).toEqual(new Set([200, 400]));
  }, 90_000);

  it("of more JSON than is read are told to send binary tensors", async () => {
    const { status, error } = await errorOf(await post("floats", " ".repeat(17 * MIB)));
    expect(status).toBe(413);
    expect(error).toMatch(/send binary tensors/);
  });

  it("whose answer would be too much JSON are told to ask for binary output", async () => {
    const data = new Uint8Array(4 * 1_000_001);
    const { headers, body } = encodeInferRequest({
      inputs: [{ name: "x", datatype: "FP32", shape: [1_000_001], data }],
      binary: true,
    });
    const ask = (outputs: string) => {
      const head = Number(headers["inference-header-content-length"]);
      const json = Buffer.from(body.subarray(0, head))
        .toString()
        .replace('"binary_data_output":true', outputs);
      return post("floats", Buffer.concat([Buffer.from(json), body.subarray(head)]), {
        ...headers,
        "inference-header-content-length": String(json.length),
      });
    };
    expect(await errorOf(await ask('"binary_data_output":false'))).toMatchObject({
      status: 400,
      error: expect.stringMatching(/ask for binary output/),
    });
    expect((await ask('"binary_data_output":true')).status).toBe(200);
  });
});

describe("a request that is refused with 400", () => {
  it.each([
    [
      "is nested as deep as its shape",
      { inputs: [{ name: "x", datatype: "UINT8", shape: new Array(5000).fill(1), data: 1 }] },
      /at most 64 dimensions/,
    ],
    ["has a leading zero in a long integer", vector("INT64", "0123456789012345678", 1), /not JSON/],
    ["begins with a byte order mark", `\ufeff${vector("FP32", "1", 1)}`, /not JSON/],
    ["ends with another value", `${vector("FP32", "1", 1)}1`, /not JSON/],
    [
      "promises a shape that its data cannot fill",
      { inputs: [{ name: "x", datatype: "FP32", shape: [2_500_000_000], data: [1] }] },
      /takes 2500000000 values, found 1/,
    ],
  ])("%s", async (_, body, message) => {
    const { status, error } = await errorOf(await postJson(server, "/v2/models/floats/infer", body));
    expect(status).toBe(400);
    expect(error).toMatch(message);
  });

  it("has strings that are not UTF-8", async () => {
    const data = Uint8Array.from([2, 0, 0, 0, 0xff, 0xfe]);
    const response = await postInfer(
      server,
      [{ name: "x", datatype: "BYTES", shape: [1], data }],
      true,
      "strings",
    );
    expect(await errorOf(response)).toEqual({ status: 400, error: "input x: a string is not UTF-8" });
  });

  it("has strings that would reach the model as others", async () => {
    const withNul = {
      name: "x",
      datatype: "BYTES" as const,
      shape: [1],
      data: Uint8Array.from([2, 0, 0, 0, 65, 0]),
    };
    expect(await errorOf(await postInfer(server, [withNul], true, "strings"))).toMatchObject({
      status: 400,
      error: expect.stringMatching(/NUL/),
    });
    for (const value of ["a\\u0000b", "\\ud800"]) {
      const { status, error } = await errorOf(await post("strings", vector("BYTES", `"${value}"`, 1)));
      expect(status).toBe(400);
      expect(error).toMatch(/NUL|surrogate/);
    }
  });

  it("has millions of strings, which take much more than their bytes", async () => {
    const data = new Uint8Array(4 * 1_000_001);
    const tensor = { name: "x", datatype: "BYTES" as const, shape: [1_000_001], data };
    expect(await errorOf(await postInfer(server, [tensor], true, "strings"))).toMatchObject({
      status: 400,
      error: expect.stringMatching(/1000001 strings/),
    });
  });

  it("names two hosts", async () => {
    expect(await ask("localhost", "HOST: evil.example\r\n")).toMatch(/^HTTP\/1\.1 400 [\s\S]*several Host/);
  });

  it("is any that is no JSON, by the same grammar as JSON.parse", async () => {
    const valid = vector("INT64", "1234567890123456789", 2);
    const edit = fc.tuple(
      fc.nat(valid.length),
      fc.nat(2),
      fc.constantFrom(..."0123456789{}[]\",:-+.eE \n\t\\tfnul'"),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 2 }), async (edits) => {
        let text = valid;
        for (const [at, drop, put] of edits) text = text.slice(0, at) + put + text.slice(at + drop);
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        const { status } = await postJson(server, "/v2/models/integers/infer", text);
        if (!isJson) expect(status).toBe(400);
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

it("a model called stats keeps its metadata", async () => {
  expect(await (await get(server, "/v2/models/stats")).json()).toMatchObject({
    name: "stats",
    inputs: [{ name: "x" }],
  });
});

it("a name with control characters is refused, of a model and of a tensor", async () => {
  await expect(serve({ models: [{ name: "a\u0007b", path: "x" }] })).rejects.toThrow(/control characters/);
  await expect(
    serve({ models: [{ name: "bell", path: identityFile("FP32", [-1], "x\u0007") }] }),
  ).rejects.toThrow(/tensor name "x\\u0007" has control characters/);
});

it("an empty address to listen on is refused", async () => {
  await expect(serve({ host: "" })).rejects.toThrow(/host: an address/);
});
