// The look of an output: one sheet, the page's own colours where it has some, and a bare structure that reads without it.

import { escaped } from "./bundle.ts";

/**
 * Ink and ground are the page's, so they fit whatever it is; JupyterLab's variables and VS Code's say the rest, and the
 * system's preference decides only between tints where neither is there. Signs and words say what tints say, in ink. Front ends
 * that strip style sheets from HTML they do not trust are left with tables, captions, lists and `align`; JupyterLab, which
 * then puts all cells to the right, keeps the `style` of long ones.
 */
const STYLE = `
.strux-out{--strux-quiet:var(--jp-content-font-color2,var(--vscode-descriptionForeground,currentColor));
--strux-line:var(--jp-border-color2,var(--vscode-widget-border,rgba(128,128,128,.4)));
--strux-mark:#2b7bba;--strux-good:#12805c;--strux-bad:#c8402f;--strux-tint:rgba(43,123,186,.16);
color:var(--jp-content-font-color1,inherit);font-family:var(--jp-content-font-family,inherit);font-size:13px;line-height:1.45}
@media (prefers-color-scheme:dark){.strux-out{--strux-good:#2ba37a;--strux-bad:#e0695a}}
[data-jp-theme-light=true] .strux-out,.vscode-light .strux-out{--strux-good:#12805c;--strux-bad:#c8402f}
[data-jp-theme-light=false] .strux-out,.vscode-dark .strux-out{--strux-good:#2ba37a;--strux-bad:#e0695a;
--strux-mark:#4b9bd8;--strux-tint:rgba(75,155,216,.24)}
div.strux-out.strux-out table{border-collapse:collapse;border:0;margin:0 0 4px;table-layout:auto;width:auto;font-size:13px;
font-variant-numeric:tabular-nums;color:inherit}
div.strux-out.strux-out caption{caption-side:top;text-align:left;font-weight:600;color:inherit;padding:0 0 4px}
div.strux-out.strux-out th,div.strux-out.strux-out td{text-align:left;vertical-align:top;padding:3px 16px 3px 0;border:0;max-width:34em;
overflow-wrap:break-word;white-space:normal;color:inherit}
div.strux-out.strux-out .sheet td{white-space:nowrap}
div.strux-out.strux-out .sheet td.long{white-space:normal;min-width:17em}
div.strux-out.strux-out .sheet td.null{color:var(--strux-quiet);font-style:italic}
div.strux-out.strux-out th[align=right],div.strux-out.strux-out td[align=right]{text-align:right;white-space:nowrap}
div.strux-out.strux-out thead th{border-bottom:1px solid var(--strux-quiet);font-weight:600;overflow-wrap:normal}
div.strux-out.strux-out tbody th{font-weight:400}
div.strux-out.strux-out tbody tr:nth-child(n){background:none;border-bottom:1px solid var(--strux-line)}
div.strux-out.strux-out tbody tr:nth-child(n):hover{background:var(--strux-tint)}
div.strux-out.strux-out .scroll{overflow-x:auto;max-width:100%}
div.strux-out.strux-out small,div.strux-out.strux-out .quiet{font-size:12px;font-weight:400;color:var(--strux-quiet)}
div.strux-out.strux-out svg{display:inline-block;vertical-align:middle;max-width:100%;margin:0}
div.strux-out.strux-out svg .mark{fill:var(--strux-mark)}div.strux-out.strux-out svg .line{stroke:var(--strux-mark)}
div.strux-out.strux-out svg.wide{display:block;margin:4px 0}
div.strux-out.strux-out details{margin:2px 0}div.strux-out.strux-out summary{cursor:pointer}
div.strux-out.strux-out summary:focus-visible{outline:2px solid var(--strux-mark);outline-offset:2px}
div.strux-out.strux-out ul{margin:0;padding:0 0 0 1.4em}div.strux-out.strux-out li{margin:0}
div.strux-out.strux-out pre{margin:4px 0;padding:0 0 0 1em;border-left:2px solid var(--strux-line);background:none;color:inherit;
white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.6;font-size:13px;
font-family:var(--jp-code-font-family,ui-monospace,SFMono-Regular,Menlo,Consolas,monospace)}
div.strux-out.strux-out code{background:none;color:inherit;padding:0;font-size:12px;overflow-wrap:break-word}
div.strux-out.strux-out mark{background:var(--strux-tint);color:inherit;border-bottom:2px solid var(--strux-mark)}
div.strux-out.strux-out .good,div.strux-out.strux-out .bad{border-left:4px solid var(--strux-tone);padding:2px 10px}
div.strux-out.strux-out .good{--strux-tone:var(--strux-good);background:rgba(18,128,92,.14)}
div.strux-out.strux-out .bad{--strux-tone:var(--strux-bad);background:rgba(200,64,47,.14)}
div.strux-out.strux-out td.in{padding-left:1.2em;min-width:13em}div.strux-out.strux-out tbody+tbody th[scope=rowgroup]{padding-top:8px}
div.strux-out.strux-out svg.plan{max-width:none;margin:4px 0 10px}div.strux-out.strux-out svg.plan text{font-family:Helvetica,Arial,sans-serif}
div.strux-out.strux-out svg .box{fill:var(--jp-layout-color0,var(--vscode-editor-background,Canvas))}div.strux-out.strux-out svg .refused{stroke:var(--strux-bad)}
div.strux-out.strux-out .tree details details{margin-left:1.3em}
div.strux-out.strux-out .tree ul{padding-left:2.4em}`
  .trim()
  .replaceAll("\n", "");

/** HTML that stands alone: no script, nothing from elsewhere, no ids. */
export const page = (inner: string): string => `<div class="strux-out"><style>${STYLE}</style>${inner}</div>`;

/** Lines below something. */
export const linesHtml = (lines: readonly string[]): string =>
  lines.map((line) => `<div class="quiet">${line}</div>`).join("");

/** What may be wider than the page. Where it likely is, it can be scrolled by keyboard, and says what it is. */
export const scroll = (label: string, wide: boolean, inner: string): string =>
  `<div class="scroll"${wide ? ` tabindex="0" role="region" aria-label="${escaped(label)}"` : ""}>${inner}</div>`;
