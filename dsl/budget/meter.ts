// Token counts of one tokenizer: all texts of a program are asked for at once, then looked up.
import type { ChatForm, CountFact, Facts, Known, Need } from "../types/known.ts";
import { own } from "../own.ts";

type Counted = Extract<CountFact, { tokens: readonly number[] }>;

export interface Meter {
  /** Says that these will be looked up. */
  want(chat: readonly ChatForm[], texts: readonly string[]): void;
  /** The question, when all has been wanted. */
  need(cell: number): Need;
  /** Undefined: not answered yet. */
  answer(): Counts | Exclude<CountFact, Counted> | undefined;
}
export interface Counts {
  readonly text: (text: string) => number;
  readonly chat: (chat: readonly ChatForm[]) => Counted["chats"][number];
  readonly join: number;
}

/** A meter for the tokenizer in the folder `ref`. */
export function meter(ref: string, facts: Facts, known: Known): Meter {
  const texts = new Map<string, number>();
  const chats = new Map<string, { readonly at: number; readonly chat: readonly ChatForm[] }>();
  const need = (cell: number) => {
    const asked = { ref, texts: [...texts.keys()], chats: [...chats.values()].map(({ chat }) => chat) };
    return {
      kind: "count",
      key: `count(${ref}, ${known.digest(JSON.stringify(asked))})`,
      cell,
      ...asked,
    } as const;
  };
  return {
    want(chat, more) {
      const key = JSON.stringify(chat);
      if (!chats.has(key)) chats.set(key, { at: chats.size, chat });
      for (const text of more) if (!texts.has(text)) texts.set(text, texts.size);
    },
    need,
    answer() {
      const fact = own(facts.counts, need(0).key);
      if (!fact || !("tokens" in fact)) return fact;
      return {
        text: (text) => fact.tokens[texts.get(text) ?? -1] ?? 0,
        chat: (chat) => fact.chats[chats.get(JSON.stringify(chat))?.at ?? -1] ?? { tokens: 0, joins: 0 },
        join: fact.join,
      };
    },
  };
}
