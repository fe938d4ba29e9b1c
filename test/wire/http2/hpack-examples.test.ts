import { expect, it } from "vitest";
import { type HeaderFields, HpackDecoder } from "../../../src/wire/http2/hpack-decoder.ts";
import type { HeaderField } from "../../../src/wire/http2/hpack-static-table.ts";
import { WireError } from "../../../src/wire/wire-error.ts";

// RFC 7541, appendix C.2 to C.6: https://www.rfc-editor.org/rfc/rfc7541#appendix-C

interface Example {
  readonly block: string;
  readonly fields: readonly HeaderField[];
  /** The newest first. */
  readonly table: readonly HeaderField[];
  readonly tableBytes: number;
}

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ""), "hex"));

const host: HeaderField = [":authority", "www.example.com"];
const noCache: HeaderField = ["cache-control", "no-cache"];
const custom: HeaderField = ["custom-key", "custom-value"];
const redirected: HeaderField = [":status", "302"];
const moved: HeaderField = [":status", "307"];
const isPrivate: HeaderField = ["cache-control", "private"];
const earlier: HeaderField = ["date", "Mon, 21 Oct 2013 20:13:21 GMT"];
const later: HeaderField = ["date", "Mon, 21 Oct 2013 20:13:22 GMT"];
const location: HeaderField = ["location", "https://www.example.com"];
const gzip: HeaderField = ["content-encoding", "gzip"];
const cookie: HeaderField = ["set-cookie", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"];

/** What the three blocks of C.3 say, and of C.4 too. */
const requests: readonly Omit<Example, "block">[] = [
  {
    fields: [[":method", "GET"], [":scheme", "http"], [":path", "/"], host],
    table: [host],
    tableBytes: 57,
  },
  {
    fields: [[":method", "GET"], [":scheme", "http"], [":path", "/"], host, noCache],
    table: [noCache, host],
    tableBytes: 110,
  },
  {
    fields: [[":method", "GET"], [":scheme", "https"], [":path", "/index.html"], host, custom],
    table: [custom, noCache, host],
    tableBytes: 164,
  },
];

/** What the three blocks of C.5 say, and of C.6 too, with a table of 256 bytes. */
const responses: readonly Omit<Example, "block">[] = [
  {
    fields: [redirected, isPrivate, earlier, location],
    table: [location, earlier, isPrivate, redirected],
    tableBytes: 222,
  },
  {
    fields: [moved, isPrivate, earlier, location],
    table: [moved, location, earlier, isPrivate],
    tableBytes: 222,
  },
  {
    fields: [[":status", "200"], isPrivate, later, location, gzip, cookie],
    table: [cookie, gzip, later],
    tableBytes: 215,
  },
];

const withBlocks = (said: readonly Omit<Example, "block">[], blocks: readonly string[]): readonly Example[] =>
  said.map((example, i) => ({ ...example, block: blocks[i] as string }));

it.each<[string, number, readonly Example[]]>([
  [
    "C.2.1, literal with indexing",
    4096,
    [
      {
        block: "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572",
        fields: [["custom-key", "custom-header"]],
        table: [["custom-key", "custom-header"]],
        tableBytes: 55,
      },
    ],
  ],
  [
    "C.2.2, literal without indexing",
    4096,
    [
      {
        block: "040c 2f73 616d 706c 652f 7061 7468",
        fields: [[":path", "/sample/path"]],
        table: [],
        tableBytes: 0,
      },
    ],
  ],
  [
    "C.2.3, literal never indexed",
    4096,
    [
      {
        block: "1008 7061 7373 776f 7264 0673 6563 7265 74",
        fields: [["password", "secret"]],
        table: [],
        tableBytes: 0,
      },
    ],
  ],
  ["C.2.4, indexed", 4096, [{ block: "82", fields: [[":method", "GET"]], table: [], tableBytes: 0 }]],
  [
    "C.3, requests without Huffman codes",
    4096,
    withBlocks(requests, [
      "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
      "8286 84be 5808 6e6f 2d63 6163 6865",
      "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
    ]),
  ],
  [
    "C.4, requests with Huffman codes",
    4096,
    withBlocks(requests, [
      "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
      "8286 84be 5886 a8eb 1064 9cbf",
      "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
    ]),
  ],
  [
    "C.5, responses without Huffman codes",
    256,
    withBlocks(responses, [
      `4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133
       3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d`,
      "4803 3330 37c1 c0bf",
      `88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a
       6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d
       6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31`,
    ]),
  ],
  [
    "C.6, responses with Huffman codes",
    256,
    withBlocks(responses, [
      `4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d
       29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3`,
      "4883 640e ffc1 c0bf",
      `88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d
       d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106
       3d50 07`,
    ]),
  ],
])("%s", (_, maxTableBytes, examples) => {
  const decoder = new HpackDecoder(maxTableBytes);
  for (const { block, fields, table, tableBytes } of examples) {
    expect(listOf(decoder.decode(hex(block)))).toEqual(fields);
    const found = tableOf(decoder);
    expect(found).toEqual(table);
    expect(found.reduce((sum, [name, value]) => sum + name.length + value.length + 32, 0)).toBe(tableBytes);
  }
});

function listOf({ status, fields }: HeaderFields): HeaderField[] {
  return status === 0 ? [...fields] : [[":status", String(status)], ...fields];
}

/** The dynamic table as a sender may use it: from index 62 on, until there is none. */
function tableOf(decoder: HpackDecoder): HeaderField[] {
  const table: HeaderField[] = [];
  for (;;) {
    try {
      table.push(...listOf(decoder.decode(Uint8Array.of(0x80 | (62 + table.length)))));
    } catch (error) {
      expect(error).toBeInstanceOf(WireError);
      return table;
    }
  }
}
