// A weak translation: every word that a lexicon has, in place.
import * as types from "../../dsl/types/types.ts";
import { TERM } from "../context/terms.ts";
import { doc, operator, table, text } from "../operator.ts";
import { typeError } from "../problem.ts";
import { column, type Table } from "../table.ts";

/**
 * `word_by_word(text, words)`: each word replaced by its translation, lower-cased; words that the lexicon lacks stay and are counted, and so does all between
 * words. `words` has the columns word and translation, as `lexicon` gives them. The second step of SM-UMT (arXiv 2410.11006). Errors: E201, E203 for other than texts in them.
 */
export const wordByWord = operator({
  name: "word_by_word",
  family: "demos",
  doc: "a text with every word replaced that a lexicon has",
  params: { text, words: doc("a table with word and translation", table) },
  returns: types.text,
  run: ({ text: given, words }, { note }) => {
    const [from, to] = ["word", "translation"].map((name) => texts(words, name));
    const known = new Map(from!.map((word, at) => [word, to![at]!]));
    let lacking = 0;
    const made = given.normalize("NFC").replaceAll(TERM, (word) => {
      const found = known.get(word.toLowerCase());
      if (found === undefined) lacking++;
      return found ?? word;
    });
    if (lacking > 0) note("word_by_word: words that the lexicon lacks, left as they are", lacking);
    return made;
  },
});

function texts(words: Table, name: string): string[] {
  return column(words, name).map((value) => {
    if (typeof value === "string") return value;
    throw typeError("E203", `'word_by_word' takes texts in '${name}', but there is ${JSON.stringify(value)}`);
  });
}
