// From a text to its structure by a model, and what is done where the reply is none: mended, asked again, named as a whole.
// Source: the recovery of alibaba/struxgpt (struxgpt_v2.py: refine_struct_format, generate_struct, lazzy_struct_by_sum).
import type { Reach } from "../../operator.ts";
import { type Failed, type Failure, faultOf, meaning } from "./failure.ts";
import { grammarOf } from "./grammar.ts";
import { structurePrompt } from "./prompt.ts";
import { type Format, lazy, type Source, structureOf } from "./read.ts";
import { AGAIN, type Say, type saying } from "./say.ts";
import { askedScope } from "./scope.ts";
import type { Tree } from "../../value.ts";

/** How structures are asked for. */
export interface Manner {
  readonly format: Format;
  readonly examples: number;
  /** How often a text is structured again where no reply could be read; 0: it is asked once, and nothing is mended by the model. */
  readonly retries: number;
}
/** A structure; or what was wrong with the last reply. */
export type Climbed = { readonly tree: Tree } | { readonly fault: string };

/** Failures of how a reply is written, which a model can correct without the text; the others are of what it says. */
const SYNTAX: ReadonlySet<Failure> = new Set<Failure>([
  "result_spliter",
  "result_level_overflow",
  "result_hierarchy_format",
  "result_indicator_format",
  "format_yaml",
  "format_json",
]);

const correcting = (reply: string, form: Format): string =>
  form === "v1"
    ? `Correct the form of this structure and change nothing that it says: the scope between three backticks, then a list between three backticks. An aspect is numbered 1., its descriptions 1.1., 1.2. and so on, indented by four blanks.\n\n${reply}`
    : `Correct the syntax of this YAML and change nothing that it says. Answer with the corrected YAML alone, between \`\`\`yaml and \`\`\`.\n\n${reply}`;

/**
 * Asks for the structure of a text. A reply that is written wrong is given to the model to be corrected; after that the text is structured
 * again at temperature 0.2, up to `retries` times, each with a seed of its own; the last time at 0, where the model is not greedy anyway. Each
 * failure is counted by its code, each rung by the texts that it helped.
 */
export async function climbed(
  source: Source,
  { format, examples, retries }: Manner,
  { first, again }: ReturnType<typeof saying>,
  greedy: boolean,
  { note }: Pick<Reach, "note">,
): Promise<Climbed> {
  const prompt = structurePrompt(source, format, examples);
  const form = grammarOf(format, source.sentences.length);
  const read = (reply: string): { readonly tree: Tree } | (Failed & { readonly fault: string }) => {
    const found = structureOf(reply, source, format);
    if ("code" in found) {
      note(`structurize: replies that are no structure: ${found.code}, ${meaning(found.code)}`);
      return { ...found, fault: faultOf(found, reply) };
    }
    for (const what of found.mended) note(`structurize: mended, ${what}`);
    return { tree: found.tree };
  };
  const reply = await first(prompt, form);
  let last = read(reply);
  if ("tree" in last || retries === 0) return last;
  if (SYNTAX.has(last.code)) {
    const corrected = await again(correcting(reply, format), { form });
    if (corrected !== null) last = read(corrected);
    if ("tree" in last) note("structurize: texts whose reply the model corrected");
    if ("tree" in last) return last;
  }
  for (let seed = 1; seed <= retries; seed++) {
    const temperature = seed === retries && !greedy ? 0 : AGAIN;
    const another = await again(prompt, { temperature, seed, form });
    if (another === null) break;
    last = read(another);
    if ("tree" in last) note(`structurize: texts structured at retry ${seed}`);
    if ("tree" in last) return last;
  }
  return last;
}

/** What stands for a text without a structure: one aspect over all of it, called by a scope that the model gives where it may be asked again. */
export async function whole(
  source: Source,
  retries: number,
  say: Say,
  { note }: Pick<Reach, "note">,
): Promise<Tree> {
  const scope = retries > 0 ? await askedScope(source.text, say) : null;
  if (scope !== null) return lazy(source, scope);
  if (retries > 0) note("structurize: scopes that the model did not give, made of the text's own words");
  return lazy(source);
}
