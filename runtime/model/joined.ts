// A conversation with texts behind it, as the tokenizer joins them: their ids together are those of the whole text.
import { chatIds, chatText } from "./chat.ts";
import { ModelError } from "./error.ts";
import type { Message } from "./protocol.ts";
import type { Joined, Joining } from "./weighing.ts";
import { fork } from "./begins.ts";
import type { Tokenizer } from "./tokenizer.ts";

/**
 * Ids of a prompt that ends with `prefix`, and of it with each of the texts behind it. Both are data: special tokens that they spell
 * stay ordinary text. Where nothing at all would stand before a text, the token that begins a text does, or the one that ends one
 * where the model has no other: as lm-evaluation-harness has it.
 * @throws ModelError E509 when the template fails; E511 where nothing can stand before a text.
 */
export function joined(
  tokenizer: Tokenizer,
  template: string,
  messages: readonly Message[],
  { prefix, delimiter, texts, apart }: Joining,
): Joined {
  if (apart) return apartFrom(tokenizer, chatIds(tokenizer, template, messages), texts, delimiter ?? "");
  // no template is put around nothing
  const silent = prefix === "" && messages.every(({ content }) => content === "");
  const [form, said] = silent ? ["", []] : [template, messages];
  const { text, reading, behind } = chatText(tokenizer, form, said, [prefix, ...texts]);
  const [first = "", ...rest] = behind;
  const before = text + first;
  const ids = (whole: string): number[] =>
    tokenizer.encode(whole, form === "" ? { ...reading, bos: true } : reading);
  const between = (end: string): string => delimiter ?? (before === "" || parted(before, end) ? "" : " ");
  const [prompt, whole] = [ids(before), rest.map((end) => ids(before + between(end) + end))];
  const alone = before === "";
  const from = Math.min(prompt.length, ...whole.map((all) => fork(prompt, all)));
  if (prompt.length > 0 || texts.length === 0) return { prompt, whole, from, alone };
  const start = tokenizer.bos ?? tokenizer.special.get(tokenizer.named.get("eos_token") ?? "");
  if (start === undefined)
    throw new ModelError(
      "E511",
      "nothing stands before the text, and the model has no token that begins or ends one",
      "let the prompt say something",
    );
  return { prompt: [start], whole: whole.map((all) => [start, ...all]), from: 1, alone };
}

/** A prompt for an encoder and texts for a decoder: end to end, and yet each with tokens of its own. */
function apartFrom(
  tokenizer: Tokenizer,
  prompt: readonly number[],
  texts: readonly string[],
  delimiter: string,
): Joined {
  const whole = texts.map((text) => [...prompt, ...tokenizer.encode(delimiter + text)]);
  return { prompt, whole, from: prompt.length, alone: false };
}

/** White space already parts two texts. */
const parted = (before: string, end: string): boolean => /\s$/u.test(before) || /^\s/u.test(end);
