// Delimited text as records with line numbers (RFC 4180). Our own because the readers at hand pass over broken rows:
// arquero's drops surplus fields and unclosed quotes without a word.
import { dataError } from "../problem.ts";
import { columnsWithin, lineWithin } from "./bounds.ts";

export interface Fields {
  /** 1-based line on which the record starts. */
  readonly line: number;
  /** null: nothing stood between the delimiters; "" was quoted. */
  readonly fields: readonly (string | null)[];
}

/** Records in order; line ends are LF or CRLF. Errors: E112 for a quote never closed or out of place, and for what is too long. */
export function* delimited(text: string, delimiter: string, path: string): Generator<Fields> {
  const broken = (line: number, what: string) =>
    dataError(
      "E112",
      `'${path}' line ${line}: ${what}`,
      'a field with quotes is written "with ""doubled"" quotes"',
    );
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const [start, from] = [line, at];
    const fields: (string | null)[] = [];
    for (;;) {
      let field: string | null;
      if (text[at] === '"') {
        const end = closing(text, at + 1);
        if (end < 0) throw broken(line, "a quote is opened and never closed");
        field = text.slice(at + 1, end).replaceAll('""', '"');
        line += field.split("\n").length - 1;
        at = end + 1;
      } else {
        const end = plainEnd(text, at, delimiter);
        field = end === at ? null : text.slice(at, end);
        if (field?.includes('"')) throw broken(line, "a quote stands inside an unquoted field");
        at = end;
      }
      fields.push(field);
      columnsWithin(fields.length, path);
      if (text[at] === delimiter) at++;
      else break;
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    if (at < text.length && text[at] !== "\n") throw broken(line, "text stands after a closing quote");
    lineWithin(at - from, path, start);
    at++;
    line++;
    yield { line: start, fields };
  }
}

/** Where the quote opened before `from` closes, doubled quotes passed over; -1 when nowhere. */
function closing(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at;
  return -1;
}

function plainEnd(text: string, from: number, delimiter: string): number {
  let at = from;
  while (
    at < text.length &&
    text[at] !== delimiter &&
    text[at] !== "\n" &&
    !(text[at] === "\r" && text[at + 1] === "\n")
  )
    at++;
  return at;
}
