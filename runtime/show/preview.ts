// A preview: the text with its token boundaries, the window as a bar, what each part takes, the ids. Static and escaped.
import type { Part } from "../parts.ts";
import type { Previewed, PromptSeen } from "../preview.ts";
import { bundle, counted, cut, escaped, many, type MimeBundle } from "./bundle.ts";
import { colours } from "../theme.ts";

/** Characters of text, and tokens whose boundaries and ids are shown: in plain text, and in HTML. */
const LONG = 20_000;
const FEW = 120;
const MANY = 2_000;

export function showPreviewed(seen: Previewed): MimeBundle {
  return bundle(previewText(seen), { "text/html": previewHtml(seen) });
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

const MUTED = "opacity:0.7";

function previewHtml({ title, about, prompts, notes }: Previewed): string {
  const facts = about.map((line) => `<span style="margin-right:12px">${escaped(line)}</span>`).join("");
  const below = notes.map((note) => `<div style="${MUTED}">note: ${escaped(note)}</div>`).join("");
  return (
    `<div style="max-width:60em"><div><span style="${MUTED}">preview</span> <strong>${escaped(title)}</strong></div>` +
    `${facts === "" ? "" : `<div style="${MUTED}">${facts}</div>`}${prompts.map((prompt, at) => promptHtml(prompt, told(prompts, at))).join("")}${below}</div>`
  );
}

function promptHtml(prompt: PromptSeen, same: boolean): string {
  const head = `<div style="margin-top:6px">${escaped(headText(prompt))}</div>`;
  if (prompt.window === null) return `${head}${textHtml(escaped(cut(prompt.text, LONG)))}`;
  const warn = remarks(prompt)
    .map((line) => `<div style="border-left:4px solid #c8402f;padding:2px 8px">${escaped(line)}</div>`)
    .join("");
  const text = same ? "" : `${textHtml(marked(prompt))}${idsHtml(prompt)}`;
  return `${head}${barHtml(prompt)}${legendHtml(prompt)}${warn}${text}`;
}

const BAR = 600;

/** The window as a bar; the table below it says the same in numbers. */
function barHtml(prompt: PromptSeen): string {
  const all = stretches(prompt);
  const total = all.reduce((sum, { tokens }) => sum + tokens, 0);
  let x = 0;
  const rects = all.map(({ name, tokens, colour, opacity }) => {
    const width = (tokens / total) * BAR;
    const rect =
      `<rect x="${x.toFixed(2)}" y="0" width="${Math.max(0, width - 1).toFixed(2)}" height="16" fill="${colour}" fill-opacity="${opacity}">` +
      `<title>${escaped(name)}: ${many(tokens)}</title></rect>`;
    x += width;
    return rect;
  });
  const label = `window of ${many(prompt.window ?? 0)} tokens: ${all.map(({ name, tokens }) => `${name} ${many(tokens)}`).join(", ")}`;
  return (
    `<svg role="img" aria-label="${escaped(label)}" viewBox="0 0 ${BAR} 16" preserveAspectRatio="none" ` +
    `style="display:block;width:100%;height:16px;margin:4px 0">${rects.join("")}</svg>`
  );
}

function legendHtml(prompt: PromptSeen): string {
  const cell = "padding:1px 14px 1px 0;text-align:left";
  const row = ({ name, tokens, colour, opacity }: Stretch): string =>
    `<tr><td style="${cell}"><span style="display:inline-block;width:10px;height:10px;margin-right:6px;background:${colour};opacity:${opacity}"></span>${escaped(name)}</td>` +
    `<td style="${cell};text-align:right">${many(tokens)}</td></tr>`;
  const window = `<tr><th scope="row" style="${cell};font-weight:normal;border-top:1px solid currentColor">window</th><td style="${cell};text-align:right;border-top:1px solid currentColor">${many(prompt.window ?? 0)}</td></tr>`;
  return (
    `<table style="border-collapse:collapse;font-variant-numeric:tabular-nums;margin:0 0 4px 0"><tbody>` +
    `${stretches(prompt).map(row).join("")}${window}</tbody></table>`
  );
}

const textHtml = (inner: string): string =>
  `<pre style="white-space:pre-wrap;overflow-wrap:anywhere;margin:4px 0;padding:0 0 0 1em;border-left:2px solid currentColor;background:none;line-height:1.7">${inner}</pre>`;

/** Each token a stretch of its own: every other one shaded, all underlined in the colour of their part. */
function marked(prompt: PromptSeen): string {
  if (prompt.pieces.length === 0) return escaped(cut(prompt.text, LONG));
  const all = stretches(prompt);
  const spans = prompt.pieces.slice(0, MANY).map(({ text, ids, part }, at) => {
    const { colour = "currentColor" } = all[part] ?? {};
    const shade = at % 2 === 0 ? "" : "background:rgba(128,128,128,0.22);";
    const sign = `<span aria-hidden="true" style="user-select:none;${MUTED}">⏎</span>`;
    const shown = escaped(text).replaceAll("\n", `${sign}\n`);
    return `<span title="${ids.join(" ")}" style="${shade}border-bottom:2px solid ${colour}">${shown}</span>`;
  });
  const more = prompt.pieces.length - MANY;
  return `${spans.join("")}${more > 0 ? ` … ${many(more)} more tokens` : ""}`;
}

function idsHtml({ ids }: PromptSeen): string {
  const more = ids.length > MANY ? ` … ${many(ids.length - MANY)} more` : "";
  return (
    `<details><summary>${counted(ids.length, "token id")}</summary>` +
    `<code style="background:none;overflow-wrap:anywhere">${ids.slice(0, MANY).join(" ")}${more}</code></details>`
  );
}
