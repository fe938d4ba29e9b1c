import type protobuf from "protobufjs";
import { usageError } from "../../core/errors.ts";
import { describeBodies, readBodies } from "../../payloads/given-bodies.ts";
import { judgeValue, refuseWrong } from "../judge/answer-check.ts";
import { type Classified, OK, type Target } from "../target.ts";
import { callGrpc, grpcRequest, judgeCall } from "./grpc.ts";
import { checkMessage, decodeMessage, encodeMessage } from "./proto-json.ts";
import { loadMethod, typeFrom } from "./proto-method.ts";

/** The message type of the answers, and the condition of --check. */
interface ExpectedMessage {
  readonly check: string | null;
  readonly type: string;
  readonly types: protobuf.INamespace;
}

const INVALID_ARGUMENT = 3;
const UNIMPLEMENTED = 12;

/** The target for any unary gRPC method; a .proto file defines how JSON becomes messages. */
export const grpc: Target = {
  kind: "grpc",
  title: "any unary gRPC method of a .proto file; every status OK is ok for which --check holds",
  takes: ["body", "check", "proto", "method"],

  async prepare(context) {
    const { bodies, proto, method: name, check } = context;
    if (proto === null || name === null)
      throw usageError(
        "--target grpc needs to know what to call",
        "add --proto FILE and --method package.Service/Method",
      );
    const { path, request, response, types } = loadMethod(proto, name);
    const messages =
      bodies.length === 0
        ? [encodeMessage(request, {})]
        : readBodies(
            bodies,
            (json) => encodeMessage(request, json),
            `write a ${request.fullName.slice(1)} as JSON, or name a file with @ as in --body @input.json`,
          );
    const answer = await callGrpc(
      context,
      path,
      messages[0] as Uint8Array,
      (message) => decodeMessage(response, message),
      {
        [INVALID_ARGUMENT]: "correct --body",
        [UNIMPLEMENTED]: "check that the server is of the same version as --proto, and correct --method",
      },
    );
    if (check !== null) refuseWrong(judgeMessage(check, answer), `gRPC call ${path}`);
    const expected: ExpectedMessage = { check, type: response.fullName, types };
    return {
      server: "gRPC server that does not name itself",
      model: null,
      payload: `${path}, ${bodies.length === 0 ? "empty messages" : `JSON of ${describeBodies(bodies)}`}`,
      version: "2",
      requests: messages.map((message) => grpcRequest(context, path, message)),
      judgedAsText: false,
      expected,
    };
  },

  classify: (response, expected, timing) =>
    judgeCall(response, timing, (message) => {
      const wanted = expected as ExpectedMessage;
      const type = typeOf(wanted);
      if (wanted.check !== null) return judgeMessage(wanted.check, decodeMessage(type, message));
      checkMessage(type, message);
      return OK;
    }),
};

function judgeMessage(check: string, message: unknown): Classified {
  return judgeValue(check, message, () => textOf(message));
}

function textOf(message: unknown): string {
  try {
    return JSON.stringify(message);
  } catch {
    return "a message that is nested too deep to be shown";
  }
}

const built = new WeakMap<ExpectedMessage, protobuf.Type>();

/** The message type of the answers, which is built once in each thread. */
function typeOf(expected: ExpectedMessage): protobuf.Type {
  let type = built.get(expected);
  if (type === undefined) {
    type = typeFrom(expected.types, expected.type);
    built.set(expected, type);
  }
  return type;
}
