// Answers "how many tokens?" by the tokenizer in a model's folder, in the runner's process and under its time limit.
import type { ChatForm, CountFact, Need } from "../dsl/types/known.ts";
import { repositoryOf } from "../dsl/types/location.ts";
import type { Files } from "./files.ts";
import { type Measured, ModelError, type Runner, tokenizerFiles } from "./model/index.ts";
import { Problem } from "./problem.ts";

type CountNeed = Extract<Need, { kind: "count" }>;

/** What a tokenizer has counted so far; forgotten when its files change. */
interface Counted {
  readonly stamp: string;
  readonly texts: Map<string, number>;
  readonly chats: Map<string, Measured["chats"][number]>;
  join: number;
}

/** Texts remembered for each tokenizer; beyond that all are counted anew. */
const MOST = 20_000;

/** The function that answers count needs. A text or conversation that was counted before is not sent again. */
export function tokenCounts(runner: Runner): (need: CountNeed, files: Files) => Promise<CountFact> {
  const tokenizers = new Map<string, Counted>();
  return async ({ ref: written, texts, chats }, files) => {
    const ref = repositoryOf(written);
    try {
      const dir = await files.locate(ref);
      const stamps = await Promise.all(tokenizerFiles.map((name) => files.stamp(`${ref}/${name}`, "file")));
      const known = current(tokenizers, dir, stamps.join("\n"));
      const newTexts = texts.filter((text) => !known.texts.has(text));
      const newChats = chats.filter((chat) => !known.chats.has(keyOf(chat)));
      if (newTexts.length + newChats.length > 0) {
        const made = await runner.measure(dir, newChats, newTexts);
        newTexts.forEach((text, at) => known.texts.set(text, made.texts[at] ?? 0));
        newChats.forEach((chat, at) => known.chats.set(keyOf(chat), made.chats[at] ?? nothing));
        known.join = made.join;
      }
      return {
        tokens: texts.map((text) => known.texts.get(text) ?? 0),
        chats: chats.map((chat) => known.chats.get(keyOf(chat)) ?? nothing),
        join: known.join,
      };
    } catch (error) {
      if (error instanceof Problem) return { unknown: error.message };
      if (!(error instanceof ModelError)) throw error;
      const dir = await files.locate(ref).catch(() => ref);
      const message = error.cause.replaceAll(dir, ref);
      const { code, fix: hint } = error;
      if ((code === "E507" || code === "E516") && !(await opens(runner, dir)))
        return { refused: { code, message, hint } };
      return { unknown: message };
    }
  };
}

/** Whether a tokenizer can be used as such, whatever one text may meet there. */
const opens = (runner: Runner, dir: string): Promise<boolean> =>
  runner.measure(dir, [], []).then(
    () => true,
    () => false,
  );

const nothing = { tokens: 0, joins: 0 };
const keyOf = (chat: readonly ChatForm[]): string => JSON.stringify(chat);

function current(tokenizers: Map<string, Counted>, dir: string, stamp: string): Counted {
  const found = tokenizers.get(dir);
  if (found?.stamp === stamp && found.texts.size + found.chats.size < MOST) return found;
  const fresh = { stamp, texts: new Map(), chats: new Map(), join: 0 };
  tokenizers.set(dir, fresh);
  return fresh;
}
