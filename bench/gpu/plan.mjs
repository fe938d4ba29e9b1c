/** What is measured, as data: each phase is a list of calls of plimsoll, with the seconds they take. */

/** Of the measured peak: busy, and not yet in trouble on average. */
const SHARE_OF_PEAK = 0.7;
const SHAPES = {
  gamma: "gamma:cv=4",
  mmpp: "mmpp:burst=5,share=0.1,dwell=2s",
};
/** All of mean 128, ever more unequal. */
const LENGTHS = [
  "fixed:128",
  "uniform:16-240",
  "bimodal:short=32,long=224,share=0.5",
  "lognormal:mean=128,cv=0.8,max=512",
];
const PROMPTS = "lognormal:mean=64,cv=0.8,max=256";
/** Process, import, payloads, and report; in a sweep, payloads and pause. */
const CALL_S = 2.5;
const POINT_S = 2;
/** Before a sweep, how exact each variant is: 256 items one by one, and again in batches. */
const VARIANT_S = 4;

export const SIZES = {
  full: {
    warmupS: 2,
    peakS: 8,
    peakInFlight: 64,
    burstS: 20,
    point: { warmupS: 0.8, durationS: 2.5 },
    batches: "1,4,16",
    loads: "1,8,32",
    lengths: LENGTHS,
    lengthLoads: "8,64",
    tokensS: 15,
    streams: [1, 8, 32, 64],
    maxTokens: 64,
  },
  tiny: {
    warmupS: 0.2,
    peakS: 1,
    peakInFlight: 4,
    burstS: 1.2,
    point: { warmupS: 0.2, durationS: 0.5 },
    batches: "1,4",
    loads: "2",
    lengths: LENGTHS.slice(0, 2),
    lengthLoads: "2",
    tokensS: 1,
    streams: [1, 4],
    maxTokens: 8,
  },
};

/** Seconds from the start of a server to its first answer, models made and warmed up. */
export const START_S = { tensor: 60, tokens: 75 };

const seconds = (value) => `${value}s`;
const countOf = (list) => list.split(",").length;

function runStep(name, { warmupS, durationS }, words) {
  const time = ["--warmup", seconds(warmupS), "--duration", seconds(durationS)];
  return {
    name,
    plannedS: warmupS + durationS + CALL_S,
    words: () => ["run", "steady", ...words, ...time],
  };
}

/** An open loop at a share of what the closed loop `after` reached. */
function loadedStep(name, after, arrivals, time, words) {
  const step = runStep(name, time, [...words, "--arrivals", arrivals]);
  return { ...step, after, words: (results) => [...step.words(), "--rate", rateOf(results[after])] };
}

function sweepStep(name, { points, variants }, { warmupS, durationS }, words) {
  const time = ["--warmup", seconds(warmupS), "--duration", seconds(durationS), "--cooldown", "200ms"];
  // How long a phase takes is planned, so the best points are not measured again.
  const call = () => ["sweep", "steady", "--full", "--confirm", "0", "--accuracy", "any", ...words, ...time];
  return {
    name,
    plannedS: points * (warmupS + durationS + POINT_S) + variants * VARIANT_S + CALL_S,
    words: call,
  };
}

const rateOf = (result) => String(Number((SHARE_OF_PEAK * result.load.achievedPerSec).toPrecision(4)));

function burstSteps({ vision, encoder }, size) {
  const time = { warmupS: size.warmupS, durationS: size.burstS };
  return Object.entries({ vision, encoder }).flatMap(([name, { chosen }]) => [
    runStep(`${name}-peak`, { ...time, durationS: size.peakS }, [
      ...chosen,
      "--concurrency",
      String(size.peakInFlight),
    ]),
    ...Object.entries(SHAPES).map(([shape, arrivals]) =>
      loadedStep(`${name}-${shape}`, `${name}-peak`, arrivals, time, chosen),
    ),
  ]);
}

function sweepSteps({ vision, encoder }, size) {
  return Object.entries({ vision, encoder }).map(([name, { variants, precisions }]) =>
    sweepStep(
      name,
      { points: precisions * countOf(size.batches) * countOf(size.loads), variants: precisions },
      size.point,
      [...variants, "--batch", size.batches, "--concurrency", size.loads],
    ),
  );
}

function lengthSteps({ encoder }, size) {
  const points = size.lengths.length * countOf(size.lengthLoads);
  const lengths = size.lengths.flatMap((spec) => ["--lengths", spec]);
  const words = [...encoder.varying, ...lengths, "--concurrency", size.lengthLoads];
  return [sweepStep("encoder", { points, variants: 0 }, size.point, words)];
}

function tokenSteps({ decoder }, size) {
  const time = { warmupS: size.warmupS, durationS: size.tokensS };
  const asked = ["--max-tokens", String(size.maxTokens), "--lengths", PROMPTS, "--timeout", "60s"];
  const common = [...decoder.chosen, ...asked];
  const closed = size.streams.map((streams) =>
    runStep(`streams-${streams}`, time, [...common, "--concurrency", String(streams)]),
  );
  return [...closed, loadedStep("poisson", closed.at(-1).name, "poisson", time, common)];
}

/** In their order. `server`: what must run for it. */
export const PHASES = {
  fingerprint: { server: null, title: "the machine: nvidia-smi, versions", steps: () => [] },
  burst: {
    server: "tensor",
    title: "peak, then gamma and MMPP traffic at 70 % of it, both encoders",
    steps: burstSteps,
  },
  lengths: {
    server: "tensor",
    title: "the encoder, lengths of one mean and ever more spread",
    steps: lengthSteps,
  },
  sweep: { server: "tensor", title: "batch × precision × concurrency, both encoders", steps: sweepSteps },
  tokens: {
    server: "tokens",
    title: "token streams at rising load, then Poisson traffic at 70 % of the peak",
    steps: tokenSteps,
  },
};

/** Seconds of a phase, without the start of its server. */
export function plannedS(phase, served, size) {
  return PHASES[phase].steps(served, size).reduce((sum, step) => sum + step.plannedS, 0);
}
