/**
 * How fast server-sent events are read: millions of events per second of the reader alone, on chunks of 8 events of
 * about 100 bytes, whole and cut in the middle of an event. Beside it eventsource-parser, when it is installed. One
 * core, median of the rounds.
 *
 *     npm run build && node bench/sse-reader.mjs [ROUNDS=7]
 */
import { performance } from "node:perf_hooks";
import { SseReader } from "plimsoll/internal";

const rounds = Number(process.argv[2] ?? 7);
/** Not counted: a round takes some 15 ms, and what the import of the package leaves to do in the background takes longer. */
const WARM_UP_ROUNDS = 20;
const CHUNKS = 20_000;
const EVENTS_PER_CHUNK = 8;

const one = `data: {"id":"cmpl-1","object":"text_completion","choices":[{"index":0,"text":" harbour"}]}\n\n`;
const whole = Buffer.from(one.repeat(EVENTS_PER_CHUNK));
const cut = Buffer.concat([whole.subarray(one.length / 2), whole.subarray(0, one.length / 2)]);

console.log(
  `${EVENTS_PER_CHUNK} events of ${one.length} bytes in a chunk, Node ${process.version}, median of ${rounds}\n`,
);
console.log("| reader | chunks | M events/s |\n| --- | --- | ---: |");
const readers = { plimsoll: openOurs, ...(await peer()) };
for (const [name, open] of Object.entries(readers)) {
  console.log(`| ${name} | whole events | ${speed(open, whole).toFixed(2)} |`);
  console.log(`| ${name} | an event cut in two | ${speed(open, cut).toFixed(2)} |`);
}

/** A reader is a function that takes chunks, and calls back for every event with the length of its data. */
function openOurs(onEvent) {
  const reader = new SseReader((event) => onEvent(event.end - event.start));
  return (chunk) => reader.push(chunk);
}

/** It reads strings: decoding is part of its work, as it is in the programs that use it. */
async function peer() {
  const name = "eventsource-parser";
  try {
    const { createParser } = await import(name);
    const open = (onEvent) => {
      const parser = createParser({ onEvent: (event) => onEvent(event.data.length) });
      const decoder = new TextDecoder();
      return (chunk) => parser.feed(decoder.decode(chunk, { stream: true }));
    };
    return { [name]: open };
  } catch {
    return {};
  }
}

function speed(open, chunk) {
  const perRound = [];
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    let events = 0;
    let dataBytes = 0;
    const push = open((length) => {
      events++;
      dataBytes += length;
    });
    const startMs = performance.now();
    for (let i = 0; i < CHUNKS; i++) push(chunk);
    if (round >= 0) perRound.push(events / (performance.now() - startMs) / 1000);
    if (events < CHUNKS * EVENTS_PER_CHUNK - 1 || dataBytes < events * 80)
      throw new Error(`${events} events`);
  }
  perRound.sort((a, b) => a - b);
  return perRound[Math.floor(rounds / 2)];
}
