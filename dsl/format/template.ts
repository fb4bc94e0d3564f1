// Layout of templates: their text is kept, only the indent that all lines share is moved to where the template stands.
import type { CstNode, IToken } from "chevrotain";
import { flat as flatParts, sharedIndent } from "../syntax/build-template.ts";
import type * as cst from "../syntax/cst.ts";
import { concat, type Doc, flat, text } from "./doc.ts";
import { doc, type Element, elements, type How, isComma, isToken, word } from "./base.ts";
import * as t from "../syntax/tokens.ts";

export function template(how: How, list: readonly Element[]): Doc {
  const body = list.find((each) => !isToken(each));
  const texts = textsOf(body as cst.PartsCstNode | undefined);
  return concat(...list.map((each) => (isToken(each) ? word(how, each) : parts(how, each, texts))));
}

type Texts = ReadonlyMap<IToken, Doc>;

const parts = (how: How, node: CstNode, texts: Texts): Doc =>
  concat(
    ...elements(node).map((each) => {
      if (isToken(each)) return texts.get(each) ?? "";
      return each.name === "hole" ? hole(how, each) : directive(how, elements(each), texts);
    }),
  );

/** `{{ x }}`, on one line. */
const hole = (how: How, node: CstNode): Doc => {
  const [open, value, close] = elements(node).map((each) => doc(how, each));
  return concat(open ?? "", " ", flat(value ?? ""), " ", close ?? "");
};

/** `{{#if x}}..{{#else}}..{{#end}}`, `{{#each x, i in xs}}..{{#end}}`. */
function directive(how: How, list: readonly Element[], texts: Texts): Doc {
  let head = true;
  return concat(
    ...list.map((each, i): Doc => {
      if (!isToken(each) && each.name === "parts") return parts(how, each, texts);
      const made = flat(doc(how, each));
      const close = isToken(each) && each.tokenType === t.HOLEEND;
      const tight = i === 0 || !head || close || isComma(each);
      if (close) head = false;
      return tight ? made : concat(" ", made);
    }),
  );
}

const empty = /^[ \t]*$/;

/** Each text token with its lines, without the indent they share. */
function textsOf(node: cst.PartsCstNode | undefined): Texts {
  const run = flatParts(node);
  const images = run.map((token) => token?.image.replaceAll("\r\n", "\n") ?? null);
  const indent = sharedIndent(images);
  const last = run.length - 1;
  return new Map(
    run.flatMap((token, i): (readonly [IToken, Doc])[] => {
      if (token === null) return [];
      const lines = (images[i] ?? "").split("\n");
      const made = lines.map((line, n) => {
        if (n === 0) return i === 0 && lines.length > 1 && empty.test(line) ? "" : line;
        // more of a line may follow in a hole
        if (empty.test(line) && (n < lines.length - 1 || i === last)) return "";
        return line.startsWith(indent) ? line.slice(indent.length) : line;
      });
      return [[token, text(made, i === last && lines.length > 1 && made.at(-1) === "")]];
    }),
  );
}
