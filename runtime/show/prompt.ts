// A prompt as it is declared: what is fixed in it, and the holes that each row fills.
import type { Ex, PlanItem, PlanPart, PromptStep } from "../../dsl/plan/plan.ts";
import { type Manner, say } from "../../dsl/plan/say.ts";
import { show as typeText } from "../../dsl/types/types.ts";
import { bundle, cut, escaped, type MimeBundle } from "./bundle.ts";
import { blockHtml } from "./messages.ts";
import { linesHtml, page } from "./style.ts";

const LONG = 20_000;

/** A stretch of a template: fixed text, or something that is put in. */
interface Stretch {
  readonly text: string;
  readonly hole: boolean;
}

export function showPrompt({ id, params, items, returns, options }: PromptStep, manner: Manner): MimeBundle {
  const given = params.map((param) =>
    param.default ? `${param.name} = ${say(param.default, manner)}` : param.name,
  );
  const head = `${id}(${given.join(", ")}) -> ${typeText(returns)}`;
  const blocks = items.flatMap((item) => blocksOf(item, manner));
  const settings = Object.entries(options).map(([name, value]) => `${name}: ${say(value, manner)}`);
  const below = [
    ...(settings.length > 0 ? [`{ ${settings.join(", ")} }`] : []),
    `its exact tokens are those of a row: preview ${id} for …`,
  ];
  const plain = [
    `prompt ${head}`,
    ...blocks.flatMap(({ role, stretches }) => [
      `[${role}]`,
      cut(stretches.map(({ text }) => text).join(""), LONG),
    ]),
    ...below,
  ];
  const html = blocks.map(({ role, stretches }) => blockHtml(role, marked(stretches))).join("");
  return bundle(plain.join("\n"), {
    "text/html": page(
      `<div><span class="quiet">prompt</span> <b>${escaped(cut(head, 1000))}</b></div>${html}${linesHtml(below.map(escaped))}`,
    ),
  });
}

interface Block {
  readonly role: string;
  readonly stretches: readonly Stretch[];
}

function blocksOf(item: PlanItem, manner: Manner): Block[] {
  switch (item.item) {
    case "message":
      return [{ role: item.role, stretches: ofTemplate(item.template, manner) }];
    case "splice":
      return [{ role: "messages", stretches: [{ text: `{{ ${say(item.value, manner)} }}`, hole: true }] }];
    case "shots": {
      const from = `${say(item.count, manner)} from ${say(item.from, manner)}`;
      return item.messages.map(({ role, template }) => ({
        role: `${role}, in each of the shots ${from}`,
        stretches: ofTemplate(template, manner),
      }));
    }
  }
}

const ofTemplate = (template: Ex, manner: Manner): Stretch[] =>
  template.op === "text"
    ? ofParts(template.parts, manner)
    : template.op === "lit" && typeof template.value === "string"
      ? [{ text: template.value, hole: false }]
      : [{ text: `{{ ${say(template, manner)} }}`, hole: true }];

function ofParts(parts: readonly PlanPart[], manner: Manner): Stretch[] {
  const hole = (text: string): Stretch => ({ text: `{{${text}}}`, hole: true });
  return parts.flatMap((part): Stretch[] => {
    switch (part.part) {
      case "text":
        return [{ text: part.text, hole: false }];
      case "hole":
        return [hole(` ${say(part.value, manner)} `)];
      case "if": {
        const other = part.else.length > 0 ? [hole("#else"), ...ofParts(part.else, manner)] : [];
        return [hole(`#if ${say(part.test, manner)}`), ...ofParts(part.then, manner), ...other, hole("#end")];
      }
      case "each": {
        const names = part.index === null ? part.item : `${part.item}, ${part.index}`;
        const open = hole(`#each ${names} in ${say(part.of, manner)}`);
        return [open, ...ofParts(part.body, manner), hole("#end")];
      }
    }
  });
}

function marked(stretches: readonly Stretch[]): string {
  let room = LONG;
  return stretches
    .map(({ text, hole }) => {
      const shown = escaped(cut(text, Math.max(1, room)));
      room -= text.length;
      if (room + text.length <= 0) return "";
      return hole ? `<mark>${shown}</mark>` : shown;
    })
    .join("");
}
