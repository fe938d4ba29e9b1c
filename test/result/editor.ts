import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "../..");
const HEADER_END = "\r\n\r\n";

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** What an editor shows of a name. */
export interface Hover {
  readonly type: string;
  readonly documentation: string;
}

/** What an editor does with TypeScript's language server: opens a file, and hovers over words of it. */
export class Editor {
  readonly #server: ChildProcess;
  readonly #waiting = new Map<number, (message: Message) => void>();
  #received = Buffer.alloc(0);
  #lastId = 0;

  private constructor(server: ChildProcess) {
    this.#server = server;
    server.stdout?.on("data", (bytes: Buffer) => this.#receive(bytes));
    server.on("exit", () => {
      for (const answer of this.#waiting.values()) answer({ error: { message: "the server has ended" } });
    });
  }

  static async start(): Promise<Editor> {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const server = spawn(process.execPath, [tsc, "--lsp", "--stdio"], {
      cwd: root,
      stdio: ["pipe", "pipe", "ignore"],
    });
    const editor = new Editor(server);
    const capabilities = { textDocument: { hover: { contentFormat: ["markdown"] } } };
    await editor.#ask("initialize", { processId: process.pid, rootUri: uriOf(""), capabilities });
    editor.#send({ method: "initialized", params: {} });
    return editor;
  }

  /** Opens a file of the repository, which need not be saved; returns what a hover over a place in it shows. */
  open(path: string, text: string): (offset: number) => Promise<Hover> {
    const uri = uriOf(path);
    const textDocument = { uri, languageId: "typescript", version: 1, text };
    this.#send({ method: "textDocument/didOpen", params: { textDocument } });
    return async (offset) => {
      const before = text.slice(0, offset).split("\n");
      const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
      const hover = await this.#ask("textDocument/hover", { textDocument: { uri }, position });
      const { value } = (hover as { contents: { value: string } } | null)?.contents ?? { value: "" };
      const [, type = "", documentation = ""] = /^```\w+\n(.*?)\n```\n?(.*)$/s.exec(value) ?? [];
      return { type, documentation };
    };
  }

  async close(): Promise<void> {
    const ended = once(this.#server, "exit");
    await this.#ask("shutdown");
    this.#send({ method: "exit" });
    this.#server.stdin?.end();
    await ended;
  }

  #ask(method: string, params?: object): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#send({ id, method, params });
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) =>
        error === undefined ? resolve(result) : reject(new Error(`${method}: ${error.message}`)),
      );
    });
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#server.stdin?.write(`Content-Length: ${Buffer.byteLength(text)}${HEADER_END}${text}`);
  }

  #receive(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (;;) {
      const bodyAt = this.#received.indexOf(HEADER_END) + HEADER_END.length;
      const length = Number(/Content-Length: (\d+)/.exec(this.#received.toString("latin1", 0, bodyAt))?.[1]);
      if (bodyAt < HEADER_END.length || this.#received.length < bodyAt + length) return;
      this.#take(JSON.parse(this.#received.toString("utf8", bodyAt, bodyAt + length)) as Message);
      this.#received = this.#received.subarray(bodyAt + length);
    }
  }

  #take(message: Message): void {
    const { id, method } = message;
    if (id === undefined) return;
    // What the server asks the editor, such as to watch files, is granted and never done.
    if (method !== undefined) this.#send({ id, result: null });
    else {
      this.#waiting.get(id)?.(message);
      this.#waiting.delete(id);
    }
  }
}

const uriOf = (path: string): string => pathToFileURL(join(root, path)).href;
