// Messages -> ids by the model's chat template: the door of @huggingface/jinja. Message contents stay data.
import { Environment, Interpreter, parse, tokenize } from "@huggingface/jinja";
import { readJson, readText } from "./directory.ts";
import { ModelError, reason } from "./error.ts";
import type { Message } from "./protocol.ts";
import type { Reading, Tokenizer } from "./tokenizer.ts";

/** What templates that write today's date get instead: the day Llama's own fallback names. A date would change the prompt daily. */
const date = "26 Jul 2024";

/** Steps of a loop over numbers; no conversation has as many messages. */
const MOST = 1_000_000;

/** A template turns a conversation down, which is another matter than one that is wrong itself. */
class Refused extends Error {}

/** What a template may use; the library's own set holds today's date and cannot be overridden. */
const globals = {
  true: true,
  false: false,
  none: null,
  True: true,
  False: false,
  None: null,
  range: (from: number, to?: number, step = 1): number[] => {
    const [start, end] = to === undefined ? [0, from] : [from, to];
    const length = Math.max(0, Math.ceil((end - start) / step));
    if (length > MOST) throw new Error(`range(...) has ${length} steps, and ${MOST} is the most`);
    return Array.from({ length }, (_, n) => start + n * step);
  },
  raise_exception: (text: string): never => {
    throw new Refused(text);
  },
  strftime_now: (): string => date,
  date_string: date,
};

/** Source of the chat template, "" when the model has none: chat_template.jinja, chat_template.json, else tokenizer_config.json. */
export function readTemplate(dir: string): string {
  const own = readText(dir, "chat_template.jinja");
  if (own !== undefined) return own;
  const stated =
    readJson(dir, "chat_template.json")["chat_template"] ??
    readJson(dir, "tokenizer_config.json")["chat_template"];
  if (typeof stated === "string") return stated;
  if (!Array.isArray(stated)) return "";
  const named = (stated as { name?: unknown; template?: unknown }[]).find(({ name }) => name === "default");
  return typeof named?.template === "string" ? named.template : "";
}

/**
 * Ids of a conversation, ready for the model's answer. Special tokens come from the template alone: where a content
 * spells one, it is hidden from the template and put back as ordinary text.
 * Without a template: the contents joined by newlines, with what the tokenizer puts around a text.
 * @throws ModelError E509 when the template fails or refuses.
 */
export function chatIds(tokenizer: Tokenizer, template: string, messages: readonly Message[]): number[] {
  const { text, reading } = chatText(tokenizer, template, messages);
  return tokenizer.encode(text, template === "" ? { ...reading, bos: true } : reading);
}

/**
 * The text whose tokens a conversation is, and how to read it; pieces of it are read in the same way. `behind`: texts that are to
 * stand behind it, as they are written there.
 */
export function chatText(
  tokenizer: Tokenizer,
  template: string,
  messages: readonly Message[],
  behind: readonly string[] = [],
): { readonly text: string; readonly reading: Reading; readonly behind: readonly string[] } {
  if (template === "")
    return { text: messages.map(({ content }) => content).join("\n"), reading: {}, behind };
  const data = [...messages.flatMap(({ role, content }) => [role, content]), ...behind];
  const { hide, restore } = disguise([...tokenizer.special.keys()], data);
  const hidden = messages.map(({ role, content }) => ({ role: hide(role), content: hide(content) }));
  const text = render(tokenizer, template, hidden);
  return { text, reading: { special: true, restore }, behind: behind.map(hide) };
}

function render(tokenizer: Tokenizer, template: string, messages: readonly Message[]): string {
  try {
    const environment = new Environment();
    const values = {
      ...globals,
      ...Object.fromEntries(tokenizer.named),
      messages,
      add_generation_prompt: true,
    };
    for (const [name, value] of Object.entries(values)) environment.set(name, value);
    // The white space rules of the usual renderer, which Template sets too.
    const program = parse(tokenize(template, { lstrip_blocks: true, trim_blocks: true }));
    return String(new Interpreter(environment).run(program).value);
  } catch (thrown) {
    throw new ModelError(
      "E509",
      `the chat template failed: ${reason(thrown)}`,
      thrown instanceof Refused ? "check the roles and their order" : "check the model's chat template",
    );
  }
}

/** Replaces special tokens inside data by private characters that occur nowhere in it, and back. */
function disguise(
  special: readonly string[],
  data: readonly string[],
): { hide: (text: string) => string; restore: (text: string) => string } {
  const all = data.join("");
  const longest = special.filter((token) => token !== "").sort((a, b) => b.length - a.length);
  const marks = new Map<string, string>();
  let next = 0xe000; // private use area, 6,400 characters
  const mark = (token: string): string => {
    const found = marks.get(token);
    if (found !== undefined) return found;
    while (all.includes(String.fromCharCode(next))) next++;
    marks.set(token, String.fromCharCode(next));
    return String.fromCharCode(next++);
  };
  const hide = (text: string): string =>
    longest.reduce(
      (rest, token) => (rest.includes(token) ? rest.replaceAll(token, mark(token)) : rest),
      text,
    );
  const restore = (text: string): string =>
    [...marks].reduce((rest, [token, hidden]) => rest.replaceAll(hidden, token), text);
  return { hide, restore };
}
