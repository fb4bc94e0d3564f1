// A prompt that was applied to its arguments: what is said, role by role.
import type { Messages } from "../value.ts";
import { fitting } from "./bound.ts";
import { brief } from "./brief.ts";
import { bundle, counted, cut, escaped, type MimeBundle } from "./bundle.ts";
import { HTML } from "./sheet.ts";
import { linesHtml, page } from "./style.ts";

/** Messages, and characters of one, that are shown. */
const MANY = 200;
const LONG = 20_000;

export function showMessages({ prompt, messages, options }: Messages): MimeBundle {
  const settings = Object.entries(options).map(([name, value]) => `${name}: ${brief(value, 80)}`);
  const last = settings.length > 0 ? [`{ ${settings.join(", ")} }`] : [];
  const left = messages.length > MANY ? [`… ${counted(messages.length - MANY, "more message")}`] : [];
  const some = messages.slice(0, MANY);
  const plain = [
    `prompt ${prompt}`,
    ...some.map(({ role, content }) => `[${role}]\n${cutTold(content, LONG)}`),
    ...left,
    ...last,
  ];
  const html = fitting([LONG, 5000, 1000, 200, 20], HTML, (long) => {
    const blocks = some.map(({ role, content }) => blockHtml(role, escaped(cutTold(content, long))));
    return page(
      `<div><span class="quiet">prompt</span> <b>${escaped(prompt)}</b></div>${blocks.join("")}${linesHtml([...left, ...last].map(escaped))}`,
    );
  });
  return bundle(plain.join("\n"), { "text/html": html });
}

/** What one role says; the inner text is HTML. */
export const blockHtml = (role: string, inner: string): string =>
  `<div><small>${escaped(role)}</small><pre>${inner}</pre></div>`;

const cutTold = (text: string, most: number): string =>
  text.length > most ? `${cut(text, most)} (${counted(text.length - most + 1, "more character")})` : text;
