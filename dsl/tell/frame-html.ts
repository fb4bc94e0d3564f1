// Diagnostics as HTML for a notebook: self-contained, every character of the user's escaped, light and dark.
import type { Severity } from "./diagnostic.ts";
import { excerpt, type Framed, length, notes, placeOf, textOf } from "./frame.ts";
import { lineText, position, type Source } from "../source.ts";

/**
 * The page's own colours where it has some (JupyterLab, VS Code), else a pair that follows the system. Front ends that
 * strip style sheets from HTML they do not trust are left with headings, a line and a list, which read without.
 */
const STYLE = `
.strux-told{--strux-ink:var(--jp-content-font-color1,var(--vscode-editor-foreground,#1f2328));
--strux-quiet:var(--jp-content-font-color2,var(--vscode-descriptionForeground,#59636e));
--strux-error:var(--jp-error-color1,var(--vscode-editorError-foreground,#c5221f));
--strux-warning:var(--jp-warn-color0,var(--vscode-editorWarning-foreground,#8a5300));
--strux-info:var(--jp-info-color0,var(--vscode-editorInfo-foreground,#0b6bcb));
color:var(--strux-ink);font:13px/1.5 var(--jp-content-font-family,system-ui,sans-serif);margin:0 0 10px;
padding:2px 0 2px 10px;border-left:3px solid var(--strux-tone)}
@media (prefers-color-scheme:dark){.strux-told{--strux-ink:var(--jp-content-font-color1,var(--vscode-editor-foreground,#e6e6e6));
--strux-quiet:var(--jp-content-font-color2,var(--vscode-descriptionForeground,#a3a9b0));
--strux-error:var(--jp-error-color1,var(--vscode-editorError-foreground,#ff8a80));
--strux-warning:var(--jp-warn-color0,var(--vscode-editorWarning-foreground,#ffb86b));
--strux-info:var(--jp-info-color0,var(--vscode-editorInfo-foreground,#7cc0ff))}}
.strux-told.error{--strux-tone:var(--strux-error)}.strux-told.warning{--strux-tone:var(--strux-warning)}
.strux-told.info{--strux-tone:var(--strux-info)}
.strux-told p{margin:0}.strux-told b{color:var(--strux-tone);font-weight:600;margin-right:.5em}
.strux-told .where{color:var(--strux-quiet);font-size:12px}
.strux-told pre{margin:4px 0;padding:0;background:none;color:inherit;overflow-x:auto;white-space:pre;
font:13px/1.5 var(--jp-code-font-family,ui-monospace,SFMono-Regular,Menlo,Consolas,monospace)}
.strux-told .number{color:var(--strux-quiet);margin-right:1.5ch;user-select:none}
.strux-told mark{background:none;color:inherit;display:inline-block;line-height:1.25;min-width:1ch;
border-bottom:2px solid var(--strux-tone)}
.strux-told ul{margin:0;padding:0 0 0 1.2em;list-style:"– "}`.replaceAll("\n", "");

/** Diagnostics below each other, as one piece of HTML. Columns of source text beyond `width` are clipped around the mark. */
export const frameHtml = (list: readonly Framed[], source: Source, width = 120): string =>
  `<style>${STYLE}</style>${list.map((one) => oneFrame(one, source, width)).join("")}`;

const titles: { readonly [S in Severity]: string } = { error: "Error", warning: "Warning", info: "Note" };

function oneFrame(told: Framed, source: Source, width: number): string {
  const { code, severity, span, message } = told;
  const place = placeOf(span, source);
  const text = source.cells[span.cell]?.text ?? "";
  const { line, column } = position(text, span.start);
  const { lead, before, marked, after, tail } = excerpt(
    lineText(text, line),
    column - 1,
    length(span),
    width,
  );
  const items = notes(told, source).map((note) => `<li>${escaped(note)}</li>`);
  const label = escaped(`${titles[severity]} ${code} at ${place}: ${message}`);
  return [
    `<div class="strux-told ${severity}" role="group" aria-label="${label}">`,
    `<p><b>${escaped(code)}</b>${escaped(message)}</p><p class="where">${escaped(place)}</p>`,
    `<pre><span class="number" aria-hidden="true">${line}</span>${escaped(lead + textOf(before))}`,
    `<mark>${escaped(textOf(marked))}</mark>${escaped(textOf(after) + tail)}</pre>`,
    items.length > 0 ? `<ul>${items.join("")}</ul>` : "",
    "</div>",
  ].join("");
}

const entities: { readonly [char: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']|(?![\t\n])\p{Cc}/gu, (char) => entities[char] ?? "\ufffd");
