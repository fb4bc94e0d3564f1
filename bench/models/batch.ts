// Many prompts: questions on one document, and prompts of all lengths at once.
import { decoder } from "../decoder/write.ts";
import { ids, type Ours, start } from "./ours.ts";
import { beside, equal, type Row, type Setting } from "./row.ts";

const DOCUMENT = 4096;
const QUESTION = 16;
const ANSWER = 16;
const QUESTIONS = 100;

/** 100 questions on one document; what takes too long is measured in part and scaled, and the row says so. */
export async function questions({ full, threads, peer }: Setting): Promise<Row[]> {
  const size = full ? "100M" : "24M";
  const dir = await decoder({ size, variant: "gqa", precisions: ["fp32"] });
  const document = ids(DOCUMENT);
  const prompts = Array.from({ length: QUESTIONS }, (_, n) => [...document, ...ids(QUESTION, n + 1)]);
  const some = full ? 10 : 3;
  await peer?.load(dir, "fp32", threads);
  const ours = await start(dir, { threads });
  try {
    const began = performance.now();
    const theirs: (readonly number[])[] = [];
    for (const prompt of prompts.slice(0, some)) {
      const answer = await peer?.generate(prompt, ANSWER);
      if (answer) theirs.push(answer.tokens);
    }
    const other = peer === null ? null : ((performance.now() - began) * QUESTIONS) / some;
    const own = await scaled(ours, prompts, some);
    const what = `${size} fp32, ${QUESTIONS} questions on a document of ${DOCUMENT} tokens`;
    const how = peer === null ? "" : `, the peer's scaled from ${some}`;
    return [
      {
        what: `${what}${own.of < QUESTIONS ? `, scaled from ${own.of}` : ""}`,
        value: own.ms / 1000,
        unit: "s",
      },
      ...beside(`${what}${how}`, other, own.ms, ">= 20"),
      ...equal(
        what,
        theirs.map((tokens, n) => [tokens, own.tokens[n] ?? []] as const),
      ),
    ];
  } finally {
    await ours.close();
  }
}

/** Milliseconds that all questions may take; beyond, some are measured and scaled. */
const MOST = 120_000;

/** The first few questions read the document, those after them may not have to: all, or as many as tell both. */
async function scaled(
  ours: Ours,
  prompts: readonly (readonly number[])[],
  some: number,
): Promise<{ readonly ms: number; readonly of: number; readonly tokens: readonly (readonly number[])[] }> {
  const first = await ours.generate(prompts.slice(0, some), ANSWER);
  const next = await ours.generate(prompts.slice(some, 2 * some), ANSWER);
  const foreseen = first.ms + (next.ms * (prompts.length - some)) / some;
  if (foreseen > MOST) return { ms: foreseen, of: 2 * some, tokens: first.tokens };
  // another document, since this one is known by now
  const other = prompts.map((tokens) => tokens.map((id) => (id + 1) % 32_000));
  const all = await ours.generate(other, ANSWER);
  return { ms: all.ms, of: prompts.length, tokens: first.tokens };
}

/** 256 prompts of 8 to 256 tokens, 32 tokens each: together, and some of them one by one. */
export async function mixed(setting: Setting): Promise<Row[]> {
  return [...(await mixedOf("24M", setting)), ...(await mixedOf("100M", setting))];
}

async function mixedOf(size: "24M" | "100M", { threads }: Setting): Promise<Row[]> {
  const dir = await decoder({ size, variant: "gqa", precisions: ["fp32"] });
  const prompts = Array.from({ length: 256 }, (_, n) => ids(8 + ((n * 97) % 249), n));
  const alone = prompts.filter((_, n) => n % 16 === 0);
  const ours = await start(dir, { threads });
  try {
    const single: (readonly number[])[] = [];
    let [singleMs, singlePromptMs] = [0, 0];
    for (const prompt of alone) {
      const run = await ours.generate([prompt], 32);
      single.push(run.tokens[0] ?? []);
      [singleMs, singlePromptMs] = [singleMs + run.ms, singlePromptMs + run.promptMs];
    }
    const singleRate = (32 * alone.length) / (singleMs / 1000);
    const singleSteps = (31 * alone.length) / ((singleMs - singlePromptMs) / 1000);
    const all = await ours.generate(prompts, 32);
    const rate = all.count / (all.ms / 1000);
    const steps = (all.count - prompts.length) / ((all.ms - all.promptMs) / 1000);
    const same = single.filter((tokens, n) => tokens.join() === all.tokens[16 * n]?.join()).length;
    const what = `${size} fp32, 256 prompts of 8 to 256 tokens, 32 tokens each`;
    return [
      { what, value: rate, unit: "tokens/s" },
      {
        what: `${what}, beside one by one (of ${alone.length})`,
        value: rate / singleRate,
        unit: "times as fast",
        target: ">= 4",
      },
      {
        what: `${what}, beside one by one: tokens after the first, without the time of the prompts`,
        value: steps / singleSteps,
        unit: "times as fast",
      },
      {
        what: `${what}, answers equal to one by one`,
        value: same,
        unit: `of ${alone.length}`,
        target: String(alone.length),
      },
    ];
  } finally {
    await ours.close();
  }
}
