// Texts with structure: trees, passages, prompts and models.
import { bundle, cut, decimals, escaped, type MimeBundle, type Sheet, sheet } from "./bundle.ts";
import { brief } from "./table.ts";
import type { Aspect, Messages, ModelValue, Passage, ShapeValue, Tree } from "../value.ts";

const LONG = 20_000;
const PASSAGES = 20;

/** Scope, aspects and descriptions: indented as text, folding as HTML. */
export function showTree({ scope, aspects }: Tree, name: string): MimeBundle {
  const plain = [
    `${name}: ${scope}`,
    ...aspects.flatMap((aspect, at) => aspectText(aspect, `${at + 1}`, "  ")),
  ].join("\n");
  const html = `<div><strong>${escaped(name)}</strong>: ${escaped(scope)}${aspects.map(aspectHtml).join("")}</div>`;
  // markup cut in the middle would spill: too long a tree is shown as text
  return bundle(cut(plain, LONG), html.length <= 5 * LONG ? { "text/html": html } : {});
}

function aspectText(
  { name, descriptions, range, aspects = [] }: Aspect,
  number: string,
  indent: string,
): string[] {
  return [
    `${indent}${number} ${name}${span(range)}`,
    ...descriptions.map((text) => `${indent}  - ${text}`),
    ...aspects.flatMap((aspect, at) => aspectText(aspect, `${number}.${at + 1}`, `${indent}  `)),
  ];
}

function aspectHtml({ name, descriptions, range, aspects = [] }: Aspect): string {
  const items = descriptions.map((text) => `<li>${escaped(text)}</li>`).join("");
  return (
    `<details open style="margin-left:1em"><summary>${escaped(name)}<span style="opacity:0.7">${escaped(span(range))}</span></summary>` +
    `<ul style="margin:0">${items}</ul>${aspects.map(aspectHtml).join("")}</details>`
  );
}

const span = (range: Aspect["range"]): string => (range ? ` (sentences ${range[0]}–${range[1]})` : "");

/** A shape as it could be declared; parts that are named again are not written out twice. */
export function showShape({ name, parts }: ShapeValue): MimeBundle {
  const written = new Set<number>();
  const body = (part: number, indent: string): string[] => {
    written.add(part);
    return (parts[part]?.fields ?? []).flatMap((field) => {
      const type = `${field.type ?? parts[field.part ?? -1]?.name ?? ""}${field.list ? "[]" : ""}${field.optional ? "?" : ""}`;
      const card =
        field.list && (field.min > 0 || field.max !== null) ? ` [${field.min}..${field.max ?? ""}]` : "";
      const line = `${indent}${field.name}: ${type}${card}`;
      if (field.part === null || written.has(field.part)) return [line];
      return [`${line} {`, ...body(field.part, `${indent}  `), `${indent}}`];
    });
  };
  return bundle([`shape ${name} {`, ...body(0, "  "), "}"].join("\n"));
}

export function showPassages(passages: readonly Passage[], name: string): MimeBundle {
  const scored = passages.some(({ score }) => score !== undefined);
  const of: Sheet = {
    caption: `${name}: ${passages.length} passage${passages.length === 1 ? "" : "s"}`,
    head: ["id", ...(scored ? ["score"] : []), "text"],
    body: passages
      .slice(0, PASSAGES)
      .map(({ id, score, text }) => [
        cut(id, 40),
        ...(scored ? [score === undefined ? "" : decimals(score)] : []),
        cut(text, 200),
      ]),
    numeric: scored ? [false, true, false] : [false, false],
    notes: passages.length > PASSAGES ? [`… ${passages.length - PASSAGES} more passages`] : [],
  };
  return sheet(of);
}

/** A prompt as the model will see it, role by role. */
export function showMessages({ prompt, messages, options }: Messages): MimeBundle {
  const settings = Object.entries(options).map(([name, value]) => `${name}: ${brief(value, 80)}`);
  const last = settings.length > 0 ? [`{ ${settings.join(", ")} }`] : [];
  const plain = [
    `prompt ${prompt}`,
    ...messages.map(({ role, content }) => `[${role}]\n${cut(content, LONG)}`),
    ...last,
  ];
  const blocks = messages.map(
    ({ role, content }) =>
      `<div style="margin:4px 0"><strong>${escaped(role)}</strong><pre style="white-space:pre-wrap;margin:0;padding-left:1em;border-left:2px solid currentColor">${escaped(cut(content, LONG))}</pre></div>`,
  );
  const html = `<div><div style="opacity:0.75">prompt ${escaped(prompt)}</div>${blocks.join("")}${escaped(last.join(""))}</div>`;
  return bundle(plain.join("\n"), { "text/html": html });
}

export function showModel({ name, ref, devices, options }: ModelValue): MimeBundle {
  const where = devices
    .map(({ kind, index }) => (index === null ? kind : `${kind}(${index})`))
    .join(" else ");
  const settings = Object.entries(options).map(([option, value]) => `${option}: ${brief(value, 80)}`);
  return bundle(
    `model ${name} = ${ref} on ${where}${settings.length > 0 ? ` { ${settings.join(", ")} }` : ""}`,
  );
}
