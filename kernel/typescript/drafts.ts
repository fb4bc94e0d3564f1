// Help for cells that nobody has run, in an editor: the cells before one are read for what they declare.
import type { Fields } from "../../dsl/types/types.ts";
import { outlineOf } from "../../runtime/module/outline.ts";
import type { ScriptHover, ScriptOffers } from "../../runtime/script.ts";
import { hoverAt, offersAt } from "./help.ts";
import { types } from "./types.ts";

/** A cell, its first line blank, and what it sees: the cells before it, and the values of the program. */
export interface Draft {
  readonly text: string;
  readonly before: readonly string[];
  readonly values: Fields;
}
export interface Drafts {
  complete(draft: Draft, offset: number): ScriptOffers;
  inspect(draft: Draft, offset: number): ScriptHover | null;
  close(): void;
}

export function drafts(folder: string): Drafts {
  const kept = types(folder);
  /** The cells that were read last, and the values they saw. */
  let read: readonly string[] = [];
  let seen = "";
  const enter = (text: string, values: Fields): void => {
    const outline = outlineOf(text);
    if (outline.fault) return;
    const checked = kept.check(text, outline, values);
    (checked.faults.length > 0 ? kept.skip(outline) : checked).keep(() => true);
  };
  const ready = ({ before, values }: Draft): void => {
    const now = JSON.stringify(values);
    const goesOn =
      now === seen && read.length <= before.length && read.every((one, at) => one === before[at]);
    if (!goesOn) kept.forget();
    for (const text of before.slice(goesOn ? read.length : 0)) enter(text, values);
    [read, seen] = [before, now];
  };
  return {
    complete(draft, offset) {
      ready(draft);
      return offersAt(draft.text, offset, draft.values, kept);
    },
    inspect(draft, offset) {
      ready(draft);
      return hoverAt(draft.text, offset, draft.values, kept);
    },
    close: () => kept.close(),
  };
}
