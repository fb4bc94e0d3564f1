// transformers.js on directories with encoders, in a process of its own: a list of questions on stdin, of answers on stdout.
import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";

/**
 * @typedef {{ task: string, dir: string, inputs: readonly (readonly unknown[])[], options?: object }} Question
 */

const [entry] = process.argv.slice(2);
const { AutoModelForSequenceClassification, AutoTokenizer, env, pipeline } = await import(String(entry));
env.allowRemoteModels = false;
const how = { dtype: "fp32", device: "cpu" };

/** @param {Question} question */
async function answered({ task, dir, inputs, options }) {
  env.localModelPath = dirname(dir);
  const name = basename(dir);
  if (task === "pairs") {
    const [model, tokenizer] = [
      await AutoModelForSequenceClassification.from_pretrained(name, how),
      await AutoTokenizer.from_pretrained(name),
    ];
    const found = [];
    for (const [text, text_pair] of inputs) {
      const { logits } = await model(tokenizer(text, { text_pair, truncation: true }));
      found.push(Array.from(logits.data));
    }
    await model.dispose();
    return found;
  }
  const pipe = await pipeline(task, name, how);
  const found = [];
  for (const input of inputs) {
    const made = await pipe(...input, options);
    found.push(made.data ? Array.from(made.data) : made);
  }
  await pipe.dispose();
  return found;
}

/** @type {readonly Question[]} */
const questions = JSON.parse(readFileSync(0, "utf8"));
const answers = [];
for (const question of questions) answers.push(await answered(question));
process.stdout.write(JSON.stringify(answers));
