// A written value that does not fit, told at the part that is wrong: a key of a record, an item of a list, a word.
import type { Expr, RecordExpr } from "../syntax/ast.ts";
import type { Env } from "./env.ts";
import { near, swap } from "../tell/near.ts";
import { own } from "../own.ts";
import { type Fields, fits, present, show, type Type, unknown, wordsOf } from "../types/types.ts";

/**
 * Reports where exactly a value misses the type it should have: E213, E224, E225, E204. False where nothing more exact
 * can be said than that it does not fit.
 */
export function misfit(value: Expr, got: Type, wanted: Type, what: string, env: Env): boolean {
  const type = present(wanted);
  const fields = recordIn(type);
  if (value.kind === "Record" && fields) return misfitRecord(value, fields, env);
  if (value.kind === "List" && type.kind === "list") return misfitItems(value.items, type.of, what, env);
  if (value.kind === "If") {
    const branches = [value.then, value.else].filter((one) => !fits(typeOf(one, env), wanted));
    return branches.length > 0 && branches.every((one) => misfit(one, typeOf(one, env), wanted, what, env));
  }
  return misfitWord(value, got, type, what, env);
}

const typeOf = (value: Expr, env: Env): Type => env.typeOf(value) ?? unknown;

/** The one record type that is wanted, if there is one. */
function recordIn(type: Type): Fields | null {
  const records = (type.kind === "union" ? type.of : [type]).flatMap((one) =>
    one.kind === "record" && !one.rest ? [one.fields] : [],
  );
  return records.length === 1 ? (records[0] ?? null) : null;
}

function misfitRecord({ entries, span }: RecordExpr, fields: Fields, env: Env): boolean {
  const names = Object.keys(fields);
  const given = new Set(entries.map(({ key }) => key.text));
  const open = names.filter((name) => !given.has(name));
  const told = new Set<string>();
  for (const { key, value } of entries) {
    const wanted = own(fields, key.text);
    if (wanted) tellPart(value, wanted, `'${key.text}'`, env);
    else {
      const meant = near(key.text, open.length > 0 ? open : names);
      env.report("E224", key.span, { name: key.text, near: meant, names }, swap(key.span, meant));
      if (meant !== undefined) told.add(meant);
    }
  }
  const missing = open.filter((name) => fields[name]?.kind !== "optional" && !told.has(name));
  if (missing.length > 0) env.report("E225", span, { names: missing });
  return true;
}

function misfitItems(items: readonly Expr[], wanted: Type, what: string, env: Env): boolean {
  const wrong = items.filter((item) => !fits(typeOf(item, env), wanted));
  for (const item of wrong) tellPart(item, wanted, `each item of ${what}`, env);
  return wrong.length > 0;
}

function tellPart(value: Expr, wanted: Type, what: string, env: Env): void {
  const got = typeOf(value, env);
  if (fits(got, wanted) || misfit(value, got, wanted, what, env)) return;
  env.report("E204", value.span, { what, wanted: show(wanted), got: show(got) });
}

/** A word that is none of those that may stand here. */
function misfitWord(value: Expr, got: Type, wanted: Type, what: string, env: Env): boolean {
  const given = got.kind === "optional" ? null : wordsOf(got);
  const allowed = (wanted.kind === "union" ? wanted.of : [wanted]).flatMap((one) =>
    one.kind === "literal" ? [one.value] : [],
  );
  const odd = given?.find((word) => !allowed.includes(word));
  if (odd === undefined || allowed.length === 0) return false;
  tellWord(value, odd, allowed, what, env);
  return true;
}

/** E213 with the word that was meant. */
export function tellWord(
  value: Expr,
  word: string,
  allowed: readonly string[],
  what: string,
  env: Env,
): void {
  const meant = near(word, allowed);
  const fixes =
    meant === undefined || value.kind !== "Str"
      ? []
      : [{ title: `replace with "${meant}"`, span: value.span, text: JSON.stringify(meant) }];
  env.report("E213", value.span, { what, allowed, got: JSON.stringify(word), near: meant }, fixes);
}
