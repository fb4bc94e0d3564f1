// A text into a shape by a model: asked for as JSON, read strictly, asked again with what was wrong, held to the text.
import type { Reach } from "../../operator.ts";
import { dataError } from "../../problem.ts";
import { squeezed } from "../../text/squeezed.ts";
import type { ModelValue, ShapeValue, Value } from "../../value.ts";
import { AGAIN, saying } from "../structure/say.ts";
import { shapeGrammar } from "./grammar.ts";
import { correcting, shapePrompt } from "./prompt.ts";
import { type Fault, faultText, type Filled, readShape, told } from "./read.ts";

export interface Fill {
  readonly with: ModelValue;
  readonly as: ShapeValue;
  readonly on_invalid: "keep" | "drop" | "fail";
  readonly retries: number;
  readonly constrain: boolean;
}

/** Faults that an error names. */
const SHOWN = 3;

/**
 * The record that fills a shape from a text; null where no reply does, with "keep" as with "drop", since nothing of the text can stand in for fields that
 * are not told. A reply with the fields of the shape and other numbers of items is kept and counted with "keep". Errors: E409 with "fail",
 * those of the model.
 */
export async function filledFrom(text: string, how: Fill, reach: Reach): Promise<Value> {
  const { note } = reach;
  const shape = `shape '${how.as.name}'`;
  const { filled, faults } =
    text.trim() === ""
      ? { filled: null, faults: [{ code: "input_error", at: "" } as const] }
      : await asked(text, how, reach);
  if (how.on_invalid === "fail" && faults.length > 0)
    throw dataError(
      "E409",
      `the ${text.trim() === "" ? "text" : "reply"} does not fill ${shape}: ${faults.slice(0, SHOWN).map(faultText).join("; ")}${faults.length > SHOWN ? `; and ${faults.length - SHOWN} more` : ""}`,
      'let the model try again: retries: 3; or take null for such texts: on_invalid: "drop"',
    );
  if (filled === null || (how.on_invalid === "drop" && faults.length > 0)) {
    note(
      text.trim() === ""
        ? "structurize: empty texts"
        : `structurize: texts of which no reply fills ${shape}, null`,
    );
    return null;
  }
  if (faults.length > 0) note(`structurize: records outside of ${shape}, kept`);
  held(filled.texts, text, reach);
  return filled.value;
}

/** A reply: what it fills the shape with, null where it cannot be read; and what is wrong with it. */
interface Asked {
  readonly filled: Filled | null;
  readonly faults: readonly Fault[];
}

/**
 * Asks, and again up to `retries` times at temperature 0.2, each time with the last reply and what is wrong in it. Of replies that are not right
 * the last one that can be read is taken.
 */
async function asked(
  text: string,
  { with: model, as, retries, constrain }: Fill,
  reach: Reach,
): Promise<Asked> {
  const { first, again } = saying(model, constrain, reach);
  const [prompt, form] = [shapePrompt(text, as), shapeGrammar(as)];
  let reply = await first(prompt, form);
  let last = looked(reply, as, reach);
  let best = last;
  for (let seed = 1; seed <= retries && last.faults.length > 0; seed++) {
    const wrong = correcting(prompt, reply, last.faults.map(faultText));
    const another = await again(wrong, { temperature: AGAIN, seed, form });
    if (another === null) break;
    reply = another;
    last = looked(reply, as, reach);
    if (last.filled || !best.filled) best = last;
    if (last.faults.length === 0) reach.note(`structurize: texts that fill the shape at retry ${seed}`);
  }
  return best;
}

/** A reply as it is read, its faults counted by their codes. */
function looked(reply: string, as: ShapeValue, { note }: Pick<Reach, "note">): Asked {
  const read = readShape(reply, as);
  const filled = "code" in read ? null : read;
  const faults = "code" in read ? [read] : read.faults;
  for (const code of new Set(faults.map((fault) => fault.code)))
    note(`structurize: replies that do not fill the shape: ${told(code)}`);
  if (filled?.around) note("structurize: mended, words around the JSON");
  return { filled, faults };
}

/** Counts the texts of fields that the text does not have word for word, white space aside. */
function held(texts: readonly string[], source: string, { note }: Pick<Reach, "note">): void {
  const whole = squeezed(source);
  const lines = texts.map(squeezed);
  const empty = lines.filter((line) => line === "").length;
  const missing = lines.filter((line) => !whole.includes(line)).length;
  if (empty > 0) note("structurize: fields that are empty texts", empty);
  if (missing > 0) note("structurize: fields that do not stand in the text", missing);
}
