import type { Socket } from "node:net";
import type { Turns } from "./turns.ts";

/** The bytes that the HTTP parser gets at once, unless more are known to belong to one body. */
const SLICE_BYTES = 1024;
/** The time that the bytes of one connection are parsed before the others have their turn, ms. */
const TURN_MS = 2;
const NOTHING = Buffer.alloc(0);

/**
 * The way of a connection's bytes into Node's HTTP parser: a little at a time, and only while further requests are
 * wanted. Left alone, Node parses all that one read brings, which may be thousands of requests, before any pause of
 * the socket has an effect. What is not wanted yet goes back into the socket, so that its end is not seen too early.
 */
export class Intake {
  readonly #socket: Socket;
  readonly #turns: Turns;
  readonly #isWanted: () => boolean;
  readonly #parse: (bytes: Buffer) => void;
  /** The bytes that certainly belong to the body of the last request: they cannot bring another one. */
  #bodyBytesLeft = 0;
  #isHeld = false;
  #isDropping = false;

  /** Takes over a socket that Node's HTTP server has just been given. */
  constructor(socket: Socket, turns: Turns, isWanted: () => boolean) {
    this.#socket = socket;
    this.#turns = turns;
    this.#isWanted = isWanted;
    const [parse] = socket.listeners("data") as ((bytes: Buffer) => void)[];
    if (parse === undefined) throw new Error("Node's HTTP server does not listen to its socket");
    this.#parse = parse;
    socket.removeAllListeners("data");
    // Node stops feeding its parser behind our back as soon as somebody listens.
    socket.on("data", (bytes: Buffer) => this.#take(bytes));
    // Node resumes a socket when the body of a request is wanted, or answers are taken again.
    socket.on("resume", () => {
      if (!this.#isDropping && (this.#isHeld || !this.#isWanted())) this.#hold();
    });
  }

  /** True while the client's bytes wait for this server. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Tells how long the body of a request is whose head has just been parsed. */
  expectBody(bytes: number): void {
    this.#bodyBytesLeft = bytes;
  }

  /** Goes on where it was held, as far as requests are wanted. */
  goOn(): void {
    if (!this.#isHeld || !this.#isWanted()) return;
    this.#isHeld = false;
    this.#socket.resume();
  }

  /** Reads on, and drops what comes: so the client's end is seen. */
  drop(): void {
    this.#isDropping = true;
    this.#socket.resume();
  }

  #take(bytes: Buffer): void {
    if (this.#isDropping) return;
    if (bytes.length <= SLICE_BYTES && this.#isWanted()) return void this.#parseFirst(bytes);
    const startMs = performance.now();
    let rest = bytes;
    // Node itself pauses the socket, and resumes it, where a body or an answer is not taken as fast as it comes.
    while (rest.length > 0 && !this.#socket.isPaused() && !this.#socket.destroyed) {
      if (!this.#isWanted()) this.#hold();
      else if (rest !== bytes && performance.now() - startMs > TURN_MS) this.#holdForOneTurn();
      else rest = this.#parseFirst(rest);
    }
    if (rest.length > 0) this.#socket.unshift(rest);
  }

  /** Parses the first bytes, and returns the rest. */
  #parseFirst(bytes: Buffer): Buffer {
    const size = Math.min(bytes.length, Math.max(SLICE_BYTES, this.#bodyBytesLeft));
    const isAll = size === bytes.length;
    this.#parse(isAll ? bytes : bytes.subarray(0, size));
    this.#bodyBytesLeft = Math.max(0, this.#bodyBytesLeft - size);
    return isAll ? NOTHING : bytes.subarray(size);
  }

  #hold(): void {
    this.#isHeld = true;
    this.#socket.pause();
  }

  #holdForOneTurn(): void {
    this.#hold();
    this.#turns.await(() => this.goOn());
  }
}
