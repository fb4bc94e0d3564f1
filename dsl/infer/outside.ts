// What only the outside knows of a call: columns of a file, a model's folder, a place on a hub. Asked for, and told as facts.
import type { Fix } from "../tell/diagnostic.ts";
import type { Call } from "../syntax/ast.ts";
import type { Bound } from "../types/bind.ts";
import type { Env } from "./env.ts";
import { needKey, type Signature } from "../types/known.ts";
import { own } from "../own.ts";
import { constant } from "../names/scope.ts";
import { placeText } from "../types/location.ts";
import { literal, table, text, type Type, unknown } from "../types/types.ts";

/** A call with what was found out about its arguments, by parameter. */
export interface Named {
  readonly types: ReadonlyMap<string, Type>;
  readonly bound: Bound;
  readonly call: Call;
  readonly env: Env;
}

/** The word itself, so that what takes it can look there. */
export function placeNamed({ types, bound, call, env }: Named, { name: operator }: Signature): Type {
  const word = (name: string): string | null | undefined =>
    bound.values.has(name) ? writtenText(name, { types, bound }) : null;
  const [repository, revision, file] = [word("repository"), word("revision"), word("file")];
  const type = bound.values.has("type") ? word("type") : "model";
  const known = typeof repository === "string" && revision !== undefined && file !== undefined;
  if (!known || (type !== "model" && type !== "dataset")) return text;
  const place = placeText({ type, repository, revision, file });
  if (place !== null) return literal(place);
  const got = [repository, revision, file].filter((one) => one !== null).join(", ");
  env.report("E203", call.span, {
    operator,
    param: "a repository",
    wanted: "owner/name, and a path inside of it",
    got,
  });
  return unknown;
}

/** The one text that an argument can be, written there or under a name; undefined where it is not known before the run. */
function writtenText(param: string, { types, bound }: Pick<Named, "types" | "bound">): string | undefined {
  const [value] = bound.values.get(param) ?? [];
  const written = value && constant(value);
  if (typeof written === "string") return written;
  const type = types.get(param);
  return type?.kind === "literal" ? type.value : undefined;
}

/** A model's folder, where it is written out, is looked for before anything runs. */
export function modelFolder({ env, bound, types }: Named, signature: Signature): Type {
  const [folder] = bound.values.get("folder") ?? [];
  const written = writtenText("folder", { types, bound });
  if (!folder || written === undefined) return { kind: "modelSource" };
  const args = { folder: written };
  const key = needKey(signature.name, args, env.file);
  const fact = own(env.facts.models ?? {}, key);
  if (!fact) env.need({ kind: "model", key, reader: signature.name, args, cell: env.cell });
  else if ("error" in fact) {
    env.report(fact.error.code, folder.span, { message: fact.error.message, hint: fact.error.hint });
    return unknown;
  }
  return { kind: "modelSource" };
}

/** The fix that names a delimiter, where the call names none. */
function delimited({ args }: Call, delimiter: string): readonly Fix[] {
  const last = args.at(-1);
  if (!last || args.some(({ name }) => name?.text === "delimiter")) return [];
  const text = `delimiter: ${JSON.stringify(delimiter)}`;
  return [{ title: `add ${text}`, span: { ...last.span, start: last.span.end }, text: `, ${text}` }];
}

/** Columns of a file, from the facts; asked for when not yet known. A set that is absent skips the statement (W110). */
export function fileColumns(given: Named, signature: Signature): Type {
  const { env, call } = given;
  const args: { [name: string]: unknown } = {};
  for (const [name, [value]] of given.bound.values) {
    if (!value || name === "else") continue;
    const known = constant(value) ?? writtenText(name, given);
    if (known === undefined) return table(null);
    args[name] = known;
  }
  const key = needKey(signature.name, args, env.file);
  const fact = own(env.facts.columns, key);
  if (!fact) {
    env.need({ kind: "columns", key, reader: signature.name, args, cell: env.cell });
    return table(null);
  }
  const at = (call.args[0]?.value ?? call).span;
  if ("columns" in fact) {
    if (fact.doubt) env.report("W113", at, fact.doubt, delimited(call, fact.doubt.delimiter));
    return table(fact.columns);
  }
  if ("error" in fact) {
    env.report(fact.error.code, at, { message: fact.error.message, hint: fact.error.hint });
    return unknown;
  }
  if ("away" in fact) {
    env.report("I140", at, fact.away);
    return table(null);
  }
  const fallback = given.types.get("else");
  if (fallback) return fallback;
  env.report("W110", at, fact.absent);
  env.skipped.add("");
  return unknown;
}
