/**
 * What the phases drive, as flags of plimsoll. `torch`: tensor_server.py and `transformers serve`. `stand-in`: the embedded
 * server, which plimsoll starts by itself, and a token stream that computes nothing; they prove the script, not a GPU.
 */
export function servedBy(servers, url) {
  if (servers === "torch") return byTorch(url);
  const { variants: digits } = embedded("digits");
  const { variants: textenc } = embedded("textenc");
  return {
    vision: { precisions: 2, variants: digits, chosen: chosenOf("digits") },
    encoder: {
      precisions: 2,
      variants: [...textenc, "--lengths", "fixed:32"],
      varying: chosenOf("textenc"),
      chosen: [...chosenOf("textenc"), "--lengths", "fixed:32"],
    },
    decoder: { chosen: ["--target", "openai-completions", "--url", url] },
  };
}

const embedded = (model) => ({ variants: ["--model", model, "--precision", "fp32,int8"] });
const chosenOf = (model) => ["--model", model, "--precision", "int8"];

function byTorch(url) {
  const at = ["--target", "oip-http", "--url", url];
  const named = (shape, precisions) => precisions.map((precision) => `${shape}_${precision}`).join(",");
  const half = [...at, "--model", "bert_base_fp16"];
  return {
    vision: {
      precisions: 3,
      variants: [...at, "--model", named("resnet50", ["fp32", "fp16", "bf16"])],
      chosen: [...at, "--model", "resnet50_fp16"],
    },
    encoder: {
      precisions: 4,
      variants: [
        ...at,
        "--model",
        named("bert_base", ["fp32", "fp16", "bf16", "int8"]),
        "--lengths",
        "fixed:128",
      ],
      varying: half,
      chosen: [...half, "--lengths", "fixed:128"],
    },
    decoder: { chosen: ["--target", "openai-completions", "--url", url, "--model", "decoder"] },
  };
}
