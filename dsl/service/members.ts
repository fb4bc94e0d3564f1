// What other files offer: members behind the dot of an alias, and names that a `use` may bring in.
import type { Name, Statement } from "../syntax/ast.ts";
import type { Analysis } from "../compile.ts";
import { keyOf } from "../names/local.ts";
import { declares, noun, type Used } from "../names/scope.ts";
import { own } from "../own.ts";
import { parse } from "../syntax/parse.ts";
import { show, type Type } from "../types/types.ts";
import type { Signature } from "../types/known.ts";
import { ofSignature, signatureText } from "./callee.ts";
import type { Hole } from "./hole.ts";
import { kindOf, type Offer, plainName, simple } from "./offers.ts";

/** `lab.`: all that the file declares. */
export function moduleMembers(head: Name, { scope, checked }: Analysis): readonly Offer[] {
  const key = keyOf(head.text, head.span.cell);
  const use = scope.names.get(key);
  const used = use?.kind === "Use" && use.as?.text === head.text ? scope.uses.get(use) : undefined;
  if (!used) return [];
  const type = checked.guesses.get(key);
  return offersOf(used, type?.kind === "module" ? type.members : {});
}

function offersOf(used: Used, types: { readonly [name: string]: Type }): readonly Offer[] {
  if (used.kind === "host") return used.fact.operators.map(operator);
  if (used.kind !== "program") return [];
  return [...used.members].map(([name, statement]) => member(name, statement, own(types, name)));
}

/** `use { `: what the file is known to hold, but for what is named already. */
export function exported({ path: [use] }: Hole, { facts }: Analysis): readonly Offer[] {
  if (use?.kind !== "Use") return [];
  const named = new Set(use.names.map(({ text }) => text));
  const [, module] =
    Object.entries(facts.modules ?? {}).find(([key]) => key.includes(JSON.stringify(use.from))) ?? [];
  const offers =
    module && "operators" in module
      ? module.operators.map(operator)
      : module && "program" in module
        ? parse(module.program).statements.flatMap(declared)
        : [];
  return offers.filter(({ label }) => !named.has(label));
}

function declared(statement: Statement): readonly Offer[] {
  const name = declares(statement)?.text;
  return name === undefined || name.startsWith("_") ? [] : [member(name, statement, undefined)];
}

/** Its type is known where the program mentions it. */
const member = (name: string, statement: Statement, type: Type | undefined): Offer => ({
  ...simple(name, kindOf(statement), type && type.kind !== "unknown" ? show(type) : noun(statement)),
  doc: statement.doc,
  insert: plainName(name),
});

const operator = (signature: Signature): Offer => ({
  ...simple(signature.name, "function", signatureText(ofSignature(signature))),
  doc: signature.doc,
  insert: plainName(signature.name),
});
