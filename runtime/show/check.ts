// A check that was made: what it is called, whether it holds, and the numbers it compared.
import { bundle, cut, escaped, type MimeBundle } from "./bundle.ts";
import { page } from "./style.ts";

export interface CheckShown {
  readonly pass: boolean;
  readonly label: string;
  readonly numbers: string;
}

const LONG = 2000;

/** Word, sign and colour say the same, so that none of them is needed. */
export function showCheck({ pass, label, numbers }: CheckShown): MimeBundle {
  const [sign, word, kind] = pass ? ["✓", "holds", "good"] : ["✗", "fails", "bad"];
  const [told, compared] = [cut(label, LONG), cut(numbers, LONG)];
  const html =
    `<div class="${kind}"><b>${sign} ${word}</b> ${escaped(told)}` +
    `${compared === "" ? "" : ` <span class="quiet">(${escaped(compared)})</span>`}</div>`;
  return bundle(`${sign} ${word}: ${told}${compared === "" ? "" : ` (${compared})`}`, {
    "text/html": page(html),
  });
}
