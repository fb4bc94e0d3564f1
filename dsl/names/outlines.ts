// TypeScript cells get the names they declare: a question per cell, answered from its text.
import type { Report } from "../tell/diagnostic.ts";
import { own } from "../own.ts";
import type { Statement } from "../syntax/ast.ts";
import { faultOf, outlined } from "../syntax/script.ts";
import { type Facts, type Need, needKey } from "../types/known.ts";

export interface Outlines {
  readonly statements: readonly Statement[];
  readonly needs: readonly Need[];
}

/** Reports E020 for the first syntax error of each cell. */
export function outlinesOf(statements: readonly Statement[], { outlines }: Facts, report: Report): Outlines {
  const needs: Need[] = [];
  const known = statements.map((statement) => {
    if (statement.kind !== "Script") return statement;
    const { text } = statement;
    const { cell } = statement.span;
    const key = needKey("outline", { text });
    const outline = own(outlines, key);
    if (!outline) {
      needs.push({ kind: "outline", key, cell, text });
      return statement;
    }
    if (outline.fault) report(...faultOf(outline.fault, cell));
    return outlined(statement, outline);
  });
  return {
    statements: needs.length === 0 && known.every((one, at) => one === statements[at]) ? statements : known,
    needs,
  };
}
