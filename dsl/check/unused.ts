// Parameters that a prompt takes and never uses: what is passed for them reaches no model.
import type { PromptDecl } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import type { Report } from "../tell/diagnostic.ts";

/** W124 for each of a sound prompt; where the text looks like a hole of another template language, how a hole is written here. */
export function checkUnused({ name, params, items }: PromptDecl, report: Report): void {
  const used = new Set<string>();
  let texts = "";
  for (const item of items)
    walk(item, (node) => {
      if (node.kind === "Ref") used.add(node.name.text);
      if (node.kind === "TextPart") texts += node.text;
    });
  for (const { name: param } of params)
    if (param.text !== "" && !used.has(param.text))
      report("W124", param.span, {
        prompt: name.text,
        param: param.text,
        foreign: looksLikeHole(texts, param.text),
      });
}

/** `{x}`, `${x}`, `{% if x %}`: a hole or a block as Python, JavaScript and Jinja write them. */
const looksLikeHole = (texts: string, param: string): boolean =>
  texts.includes(`{${param}}`) || /\{%-?\s*(?:if|for)\b/.test(texts);
