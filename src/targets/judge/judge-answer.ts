import type { HttpResponse } from "../../wire/http/http-response.ts";
import type { AnswerTiming, Classified, Target } from "../target.ts";

/**
 * Judges one answer by a target. A good answer whose body is not there to be judged, because this program cut or cannot
 * decode it, is wrong with that reason; a target that reads no body is not asked for one.
 */
export function judgeAnswer(
  target: Target,
  response: HttpResponse,
  expected: unknown,
  timing?: AnswerTiming,
): Classified {
  const isRefusal = response.status < 200 || response.status > 299;
  const obstacle = isRefusal || target.needsNoWholeBody?.(expected) ? undefined : obstacleTo(response);
  if (obstacle === undefined) return target.classify(response, expected, timing);
  return { outcome: "wrong", failure: "response-shape", message: obstacle };
}

const MIB = 2 ** 20;

/** What stands in the way of reading the body of an answer, in words; undefined for a body that can be read. */
export function obstacleTo({ headers, bodyBytes, cutAtBytes }: HttpResponse): string | undefined {
  if (cutAtBytes !== undefined)
    return (
      `the answer has ${bodyBytes} bytes and did not fit into the ${cutAtBytes / MIB} MiB of answers that Plimsoll ` +
      "keeps at once in a thread: its own limit, not a fault of the server"
    );
  const coding = codingOf(headers);
  return coding === undefined
    ? undefined
    : `the answer is compressed (content-encoding ${coding}), and Plimsoll judges plain answers only`;
}

/** The coding of a body that is not plain, such as "gzip"; undefined for a plain one. */
export function codingOf(headers: HttpResponse["headers"]): string | undefined {
  const coding = headers.get("content-encoding");
  return coding === undefined || coding === "" || coding.toLowerCase() === "identity" ? undefined : coding;
}
