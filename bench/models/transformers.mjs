// The peer at work, in a process of its own: loads a directory with transformers.js, generates greedily, says when each token came.
import { basename, dirname } from "node:path";

/**
 * @typedef {{ load: string, dtype: string, threads: number } | { tokens: readonly number[], maxTokens: number }} Asked
 * @typedef {{ ms: number } | { tokens: number[], at: number[] } | { error: string }} Told
 */

const [entry] = process.argv.slice(2);
const { AutoModelForCausalLM, Tensor, env } = await import(String(entry));
env.allowRemoteModels = false;

/** @type {any} */
let model;

/** @param {Asked} asked @returns {Promise<Told>} */
async function answer(asked) {
  const began = performance.now();
  if ("load" in asked) {
    await model?.dispose();
    env.localModelPath = dirname(asked.load);
    model = await AutoModelForCausalLM.from_pretrained(basename(asked.load), {
      dtype: asked.dtype,
      device: "cpu",
      session_options: { intraOpNumThreads: asked.threads, interOpNumThreads: 1 },
    });
    return { ms: performance.now() - began };
  }
  const { tokens, maxTokens } = asked;
  const shape = [1, tokens.length];
  /** @type {number[]} */
  const at = [];
  // it is handed the prompt first, then token by token
  const streamer = { put: () => at.push(performance.now() - began), end: () => undefined };
  const output = await model.generate({
    inputs: new Tensor("int64", BigInt64Array.from(tokens, BigInt), shape),
    attention_mask: new Tensor("int64", new BigInt64Array(tokens.length).fill(1n), shape),
    max_new_tokens: maxTokens,
    do_sample: false,
    streamer,
  });
  return { tokens: output.tolist()[0].slice(tokens.length).map(Number), at: at.slice(1) };
}

process.on("message", (/** @type {Asked} */ asked) => {
  answer(asked).then(
    (told) => process.send?.(told),
    (error) => process.send?.({ error: String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
process.send?.({ ready: true });
