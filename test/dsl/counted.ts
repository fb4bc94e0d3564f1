// Answers questions about TypeScript cells, and count needs as a tokenizer would whose tokens are words: two tokens around each message, one more where a hole meets a word.
import { compile, type Compiled } from "../../dsl/compile.ts";
import type { ChatForm, CountFact, Facts, Known, OutlineFact, ScriptFact } from "../../dsl/types/known.ts";
import type { Source } from "../../dsl/source.ts";
import { scriptText } from "../../dsl/syntax/script.ts";
import { outlineOf } from "../../runtime/module/outline.ts";
import { offerOf } from "../../runtime/module/script-fact.ts";

const words = (text: string): number => text.match(/\S+/g)?.length ?? 0;
const isWord = (edge: string | undefined): boolean => edge !== undefined && /\S/.test(edge);

function chat(form: readonly ChatForm[]): { tokens: number; joins: number } {
  const pieces = form.flatMap((message) => message.pieces);
  const joins = form.flatMap(({ pieces: all }) =>
    all.flatMap((piece, at) => [at > 0 && isWord(piece[0]), at < all.length - 1 && isWord(piece.at(-1))]),
  );
  return {
    tokens: pieces.reduce((sum, piece) => sum + words(piece), 2 * form.length),
    joins: joins.filter(Boolean).length,
  };
}

/** What TypeScript cells declare and give, asked for until nothing is open. */
function scripted(source: Source, known: Known, given: Facts): Facts {
  const outlines: { [key: string]: OutlineFact } = {};
  const scripts: { [key: string]: ScriptFact } = {};
  const facts = { ...given, outlines, scripts };
  for (let open = true; open;) {
    open = false;
    for (const need of compile(source, known, facts).needs) {
      if (need.kind === "outline") outlines[need.key] = outlineOf(need.text);
      if (need.kind === "script") scripts[need.key] = offerOf(need);
      open ||= need.kind === "outline" || need.kind === "script";
    }
  }
  return facts;
}

/** A program compiled with its counts answered; `unknown`: the folder whose tokenizer takes too long; `cut`: one that cannot be used. */
export function counted(source: Source, known: Known, given: Facts, unknown?: string): Compiled {
  const facts = source.cells.some(({ text }) => scriptText(text) !== null)
    ? scripted(source, known, given)
    : given;
  const first = compile(source, known, facts);
  const counts: { [key: string]: CountFact } = {};
  for (const need of first.needs)
    if (need.kind === "count")
      counts[need.key] =
        need.ref === unknown
          ? { unknown: `the tokenizer of ${need.ref} took longer than 10 s` }
          : need.ref === "cut"
            ? {
                refused: {
                  code: "E516",
                  message: "the tokenizer of cut is not whole",
                  hint: "fetch it again",
                },
              }
            : { tokens: need.texts.map(words), chats: need.chats.map(chat), join: 1 };
  return Object.keys(counts).length === 0 ? first : compile(source, known, { ...facts, counts });
}
