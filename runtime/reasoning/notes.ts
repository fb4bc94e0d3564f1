// A note about each paragraph, and the answer behind them.
import * as types from "../../dsl/types/types.ts";
import { paragraphs } from "../demos/paragraphs.ts";
import { doc, operator, text } from "../operator.ts";
import { bare } from "../value.ts";

const PART = /^(?:Note (\d{1,6})|(Answer)):/;

/**
 * `reading_notes(output, among: .paragraphs)`: {notes, answer} of an output of lines that begin `Note 1:`, `Note 2:` and, behind them, `Answer:`; what follows such
 * a line is part of it. `notes` has one for each paragraph, null where there is none. An output that begins otherwise, or has no answer behind the notes, has neither; a note about a
 * paragraph that is not there and a second one about the same are left out. All of that is counted. Chain-of-Note (arXiv 2311.09210) has a model write notes about
 * all passages in turn before it answers; the paper gives no form for them, this one is the house's.
 */
export const readingNotes = operator({
  name: "reading_notes",
  family: "reasoning",
  doc: "the notes about paragraphs that an output consists of, and its answer",
  params: { output: doc("what the model said", text), among: paragraphs },
  returns: {
    kind: "record",
    fields: {
      notes: types.list({ kind: "optional", of: types.text }),
      answer: { kind: "optional", of: types.text },
    },
  },
  run: ({ output, among }, { note }) => {
    const parts = partsOf(output);
    const last = parts?.at(-1);
    const notes = new Array<string | null>(among.length).fill(null);
    if (!parts || last?.of !== null || parts.filter(({ of }) => of === null).length > 1) {
      note("reading_notes: outputs of another form, which have no answer");
      return record(notes, null);
    }
    for (const { of, said } of parts.slice(0, -1)) {
      const at = (of ?? 0) - 1;
      if (notes[at] === undefined) note("reading_notes: notes about a paragraph that is not there, left out");
      else if (notes[at] !== null) note("reading_notes: second notes about a paragraph, left out");
      else notes[at] = said;
    }
    const none = notes.filter((one) => one === null).length;
    if (none > 0) note("reading_notes: paragraphs without a note", none);
    return record(notes, last.said);
  },
});

const record = (notes: readonly (string | null)[], answer: string | null) =>
  bare([
    ["notes", notes],
    ["answer", answer],
  ]);

interface Part {
  /** The number of the note; null of the answer. */
  readonly of: number | null;
  readonly said: string;
}

/** Null where something stands before the first. */
function partsOf(output: string): Part[] | null {
  const parts: { of: number | null; said: string }[] = [];
  for (const line of output.trim().split(/\r?\n/)) {
    const begins = PART.exec(line);
    const open = parts.at(-1);
    if (begins)
      parts.push({
        of: begins[1] === undefined ? null : Number(begins[1]),
        said: line.slice(begins[0].length),
      });
    else if (open) open.said += `\n${line}`;
    else return null;
  }
  return parts.map(({ of, said }) => ({ of, said: said.trim() }));
}
