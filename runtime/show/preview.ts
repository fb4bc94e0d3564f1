// A preview: the text with its token boundaries, the window as a bar, what each part takes, the ids.
import type { Part } from "../parts.ts";
import type { Previewed, PromptSeen } from "../preview.ts";
import { fitting } from "./bound.ts";
import { bundle, counted, cut, escaped, many, type MimeBundle } from "./bundle.ts";
import { HTML } from "./sheet.ts";
import { linesHtml, page } from "./style.ts";
import { svg } from "./svg.ts";
import { colours } from "../theme.ts";

/** Characters of text, and tokens whose boundaries and ids are shown: in plain text, and in HTML. */
const LONG = 20_000;
const FEW = 120;
const MANY = 2_000;
/** Characters of a title, a note, one token. */
const LINE = 500;

export function showPreviewed(seen: Previewed): MimeBundle {
  const html = fitting([MANY, 1000, 500, 250, 100, 20], HTML, (most) => page(previewHtml(seen, most)));
  return bundle(previewText(seen), { "text/html": html });
}

export function previewText({ title, about, prompts, notes }: Previewed): string {
  return [
    `preview ${title}`,
    ...about,
    ...prompts.flatMap((prompt, at) => [
      headText(prompt),
      ...(told(prompts, at) ? [] : ["", cut(prompt.text, LONG), ""]),
      ...barText(prompt),
      ...(told(prompts, at) ? [] : tokensText(prompt)),
    ]),
    ...notes.map((note) => `note: ${note}`),
  ].join("\n");
}

const headText = ({ model, run, ids }: PromptSeen): string =>
  model === null
    ? "no model is declared, so there is no chat template and no tokenizer to count with"
    : `for ${model}${run === null ? "" : `, asked by ${run}`}: ${counted(ids.length, "token")}`;

/** Models of one tokenizer get the same: it is shown once. */
const told = (prompts: readonly PromptSeen[], at: number): boolean =>
  prompts.findIndex(({ text, ids }) => text === prompts[at]?.text && ids.join() === prompts[at]?.ids.join()) <
  at;

/** A stretch of the window. */
interface Stretch extends Part {
  readonly key: string;
  readonly colour: string;
  readonly opacity: number;
}

/** The window cut up: the parts of the prompt, the answer, what is free. */
function stretches({ parts, maxTokens, window, ids }: PromptSeen): readonly Stretch[] {
  const free = window === null ? 0 : window - ids.length - (maxTokens ?? 0);
  return [
    ...parts.map((part, at) => ({
      ...part,
      key: String.fromCodePoint(97 + (at % 26)),
      colour: part.name === "chat template" ? "#858585" : (colours[at % (colours.length - 1)] ?? "#858585"),
      opacity: 1,
    })),
    ...(maxTokens === null ? [] : [rest("the answer, at most", maxTokens, "+", 0.75)]),
    ...(free > 0 ? [rest("free", free, "·", 0.1)] : []),
  ];
}
const rest = (name: string, tokens: number, key: string, opacity: number): Stretch => ({
  name,
  tokens,
  key,
  colour: "currentColor",
  opacity,
});

/** What does not fit, or is not known. */
function remarks({ model, ids, maxTokens, window }: PromptSeen): string[] {
  if (model === null || window === null) return [];
  const over = ids.length + (maxTokens ?? 0) - window;
  return [
    ...(maxTokens === null ? ["max_tokens is not set: how long the answer may be is not known"] : []),
    ...(over > 0 ? [`over the window of ${many(window)} tokens by ${many(over)}`] : []),
  ];
}

const WIDE = 60;

function barText(prompt: PromptSeen): string[] {
  if (prompt.window === null) return [];
  const all = stretches(prompt);
  const names = Math.max(...all.map(({ name }) => name.length));
  const numbers = Math.max(...all.map(({ tokens }) => many(tokens).length));
  const bar = all.map(({ key }, at) => key.repeat(columns(all, WIDE)[at] ?? 0)).join("");
  return [
    `window of ${many(prompt.window)}: [${bar}]`,
    ...all.map(
      ({ key, name, tokens }) => `  ${key} ${name.padEnd(names)}  ${many(tokens).padStart(numbers)}`,
    ),
    ...remarks(prompt),
  ];
}

/** Whole columns of a bar, in proportion; what is there at all has at least one. */
function columns(all: readonly Stretch[], wide: number): number[] {
  const total = all.reduce((sum, { tokens }) => sum + tokens, 0);
  const each = all.map(({ tokens }) => (tokens === 0 ? 0 : Math.max(1, Math.round((tokens / total) * wide))));
  const spare = wide - each.reduce((sum, n) => sum + n, 0);
  const widest = each.indexOf(Math.max(...each));
  return each.map((n, at) => (at === widest ? Math.max(1, n + spare) : n));
}

function tokensText({ ids, pieces }: PromptSeen): string[] {
  if (ids.length === 0) return [];
  const more = (all: number): string => (all > FEW ? ` … ${many(all - FEW)} more` : "");
  const shown = pieces.slice(0, FEW).map(({ text }) => text.replaceAll("\n", "⏎"));
  return [
    ...(pieces.length > 0 ? [`tokens: ${shown.join("│")}${more(pieces.length)}`] : []),
    `ids: ${ids.slice(0, FEW).join(" ")}${more(ids.length)}`,
  ];
}

function previewHtml({ title, about, prompts, notes }: Previewed, most: number): string {
  const blocks = prompts.map((prompt, at) => promptHtml(prompt, told(prompts, at), most));
  return (
    `<div><span class="quiet">preview</span> <b>${escaped(cut(title, LINE))}</b></div>` +
    `${linesHtml(about.map((line) => escaped(cut(line, LINE))))}${blocks.join("")}` +
    `${linesHtml(notes.map((note) => `note: ${escaped(cut(note, LINE))}`))}`
  );
}

function promptHtml(prompt: PromptSeen, same: boolean, most: number): string {
  const head = `<div>${escaped(headText(prompt))}</div>`;
  const long = Math.min(LONG, most * 20);
  if (prompt.window === null) return `${head}<pre>${escaped(cut(prompt.text, long))}</pre>`;
  const warn = remarks(prompt).map((line) => `<div class="bad"><b>✗</b> ${escaped(line)}</div>`);
  const text = same ? "" : `<pre>${marked(prompt, most)}</pre>${idsHtml(prompt, most)}`;
  return `${head}${barHtml(prompt)}${legendHtml(prompt)}${warn.join("")}${text}`;
}

const BAR = 600;

/** The window as a bar; the table below it says the same in numbers. */
function barHtml(prompt: PromptSeen): string {
  const all = stretches(prompt);
  const total = all.reduce((sum, { tokens }) => sum + tokens, 0);
  let x = 0;
  const rects = all.map(({ tokens, colour, opacity }) => {
    const width = (tokens / total) * BAR;
    const rect = `<rect x="${x.toFixed(2)}" y="0" width="${Math.max(0, width - 1).toFixed(2)}" height="16" fill="${colour}" fill-opacity="${opacity}"/>`;
    x += width;
    return rect;
  });
  const label = `window of ${many(prompt.window ?? 0)} tokens: ${all.map(({ name, tokens }) => `${name} ${many(tokens)}`).join(", ")}`;
  return svg(BAR, 16, label, rects.join(""), "wide");
}

function legendHtml(prompt: PromptSeen): string {
  const row = ({ name, tokens, colour, opacity }: Stretch): string =>
    `<tr><th scope="row" align="left">${svg(10, 10, null, `<rect width="10" height="10" fill="${colour}" fill-opacity="${opacity}"/>`)} ${escaped(name)}</th>` +
    `<td align="right">${many(tokens)}</td></tr>`;
  const window = `<tr><th scope="row" align="left"><b>window</b></th><td align="right"><b>${many(prompt.window ?? 0)}</b></td></tr>`;
  const head =
    '<thead><tr><th scope="col" align="left">part</th><th scope="col" align="right">tokens</th></tr></thead>';
  return `<table>${head}<tbody>${stretches(prompt).map(row).join("")}${window}</tbody></table>`;
}

/** Each token a stretch of its own: every other one shaded, all underlined in the colour of their part, on which holes stand. */
function marked(prompt: PromptSeen, most: number): string {
  if (prompt.pieces.length === 0) return escaped(cut(prompt.text, Math.min(LONG, most * 20)));
  const all = stretches(prompt);
  const spans = prompt.pieces.slice(0, most).map(({ text, ids, part }, at) => {
    const { colour = "currentColor", name = "" } = all[part] ?? {};
    const odd = at % 2 === 1;
    // two strengths of the part's colour in a hole; elsewhere grey, or none
    const ground = name.startsWith("{{")
      ? `${colour}${odd ? "55" : "22"}`
      : odd
        ? "rgba(128,128,128,.22)"
        : "";
    const shade = ground === "" ? "" : `background:${ground};`;
    const sign = '<span aria-hidden="true" class="quiet">⏎</span>';
    const shown = escaped(cut(text, LINE)).replaceAll("\n", `${sign}\n`);
    return `<span title="${ids.slice(0, 8).join(" ")}" style="${shade}border-bottom:2px solid ${colour}">${shown}</span>`;
  });
  const more = prompt.pieces.length - most;
  return `${spans.join("")}${more > 0 ? ` … ${many(more)} more tokens` : ""}`;
}

function idsHtml({ ids }: PromptSeen, most: number): string {
  const more = ids.length > most ? ` … ${many(ids.length - most)} more` : "";
  return `<details><summary>${counted(ids.length, "token id")}</summary><code>${ids.slice(0, most).join(" ")}${more}</code></details>`;
}
