import type { Phase } from "../core/sample.ts";
import type { DueRequest } from "../scenario/request-source.ts";
import type { Attempt, Call } from "./attempt.ts";
import type { PayloadSize } from "./client.ts";
import type { Entrance } from "./entrance.ts";
import type { Linked } from "./under-way.ts";

/** A call with all its attempts, until it has an outcome. */
export class Pursuit implements Call, Linked<Pursuit> {
  readonly seq: number;
  readonly phase: Phase;
  readonly intendedMs: number;
  readonly sentMs: number;
  readonly payloadIndex: number;
  readonly priority: number;
  readonly items: number;
  readonly length: number;
  readonly bytes: number;
  readonly entrance: Entrance;
  /** Attempts that are under way. */
  readonly live: Attempt[] = [];
  /** Attempts that were sent beside a late one. */
  readonly hedges = new Set<Attempt>();
  /** The attempt that was sent last; null as long as none was. */
  lastAttempt: Attempt | null = null;
  retries = 0;
  isOver = false;
  before: Pursuit | null = null;
  after: Pursuit | null = null;

  constructor(
    due: DueRequest,
    sentMs: number,
    { items, length, bytes }: PayloadSize,
    priority: number,
    entrance: Entrance,
  ) {
    this.seq = due.seq;
    this.phase = due.phase;
    this.intendedMs = due.intendedMs;
    this.sentMs = sentMs;
    this.payloadIndex = due.payloadIndex;
    this.priority = priority;
    this.items = items;
    this.length = length;
    this.bytes = bytes;
    this.entrance = entrance;
  }
}
