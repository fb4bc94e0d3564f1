// Structured texts: scope, aspects and descriptions, indented as text, folding as HTML.
import type { Aspect, Tree } from "../value.ts";
import { fitting, halves } from "./bound.ts";
import { bundle, counted, cut, escaped, many, type MimeBundle } from "./bundle.ts";
import { HTML } from "./sheet.ts";
import { linesHtml, page } from "./style.ts";

const LONG = 20_000;
/** Aspects and descriptions that are written, levels of aspects, characters of a description in HTML. */
const PARTS = 2000;
const DEEP = 40;
const WIDE = 2000;
/** Up to so many aspects all of them are open; of more, those at the top. */
const OPEN = 40;

export function showTree(tree: Tree, name: string): MimeBundle {
  const { aspects, descriptions, levels } = sizeOf(tree.aspects);
  const size = `${counted(aspects, "aspect")}, ${counted(descriptions, "description")}${levels > 1 ? `, ${levels} levels` : ""}`;
  const plain = [`${cut(name, 200)}: ${cut(tree.scope, WIDE)}`, ...outline(tree.aspects)].join("\n");
  const parts = aspects + descriptions;
  const html = fitting(halves(Math.min(PARTS, parts)), HTML, (most) => {
    const state: State = { left: most, open: aspects <= OPEN };
    const inner = tree.aspects.map((aspect) => aspectHtml(aspect, 1, state)).join("");
    const notes =
      most < parts ? [`… only the first ${many(most)} of these ${many(parts)} parts are written`] : [];
    return page(
      `<div class="tree"><div><b>${escaped(cut(name, 200))}</b>: ${escaped(cut(tree.scope, WIDE))} ` +
        `<span class="quiet">${size}</span></div>${inner}</div>${linesHtml(notes)}`,
    );
  });
  return bundle(plain.length > LONG ? `${cut(plain, LONG)}\n(cut: ${size} in all)` : plain, {
    "text/html": html,
  });
}

interface State {
  left: number;
  readonly open: boolean;
}

function sizeOf(all: readonly Aspect[]) {
  let [aspects, descriptions, levels] = [0, 0, 0];
  for (let level = all; level.length > 0; level = level.flatMap(({ aspects: finer = [] }) => finer)) {
    levels++;
    aspects += level.length;
    for (const one of level) descriptions += one.descriptions.length;
  }
  return { aspects, descriptions, levels };
}

/** Lines as they come, so that a long tree is not written out to be cut. */
function outline(all: readonly Aspect[]): string[] {
  const lines: string[] = [];
  let size = 0;
  const write = (list: readonly Aspect[], number: string, level: number): void => {
    for (const [at, { name, descriptions, range, aspects = [] }] of list.entries()) {
      if (size > LONG) return;
      const [indent, own] = ["  ".repeat(level), `${number}${at + 1}`];
      const told = [
        `${indent}${own} ${name}${span(range)}`,
        ...descriptions.map((text) => `${indent}  - ${text}`),
      ];
      size += told.reduce((sum, { length }) => sum + length, 0);
      lines.push(...told);
      if (level < DEEP) write(aspects, `${own}.`, level + 1);
      else if (aspects.length > 0) lines.push(`${indent}  … deeper aspects`);
    }
  };
  write(all, "", 1);
  return lines;
}

function aspectHtml(
  { name, descriptions, range, aspects = [] }: Aspect,
  level: number,
  state: State,
): string {
  if (state.left <= 0) return "";
  state.left--;
  const told = descriptions.slice(0, state.left);
  state.left -= told.length;
  const items = told.map((text) => `<li>${escaped(cut(text, WIDE))}</li>`).join("");
  const finer =
    level < DEEP
      ? aspects.map((aspect) => aspectHtml(aspect, level + 1, state)).join("")
      : aspects.length > 0
        ? "<div>… deeper aspects</div>"
        : "";
  const open = state.open || level === 1 ? " open" : "";
  return (
    `<details${open}><summary>${escaped(cut(name, WIDE))}${range ? `<span class="quiet">${escaped(span(range))}</span>` : ""}</summary>` +
    `${items === "" ? "" : `<ul>${items}</ul>`}${finer}</details>`
  );
}

const span = (range: Aspect["range"]): string => (range ? ` (sentences ${range[0]}–${range[1]})` : "");
