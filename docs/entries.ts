// What the pages of metrics and of operators ask of a signature.
import type { ParamInfo, Signature } from "../dsl/types/known.ts";
import { operatorsByName } from "../runtime/registry.ts";

export function signatureOf({ name }: { readonly name: string }): Signature {
  const found = operatorsByName.get(name);
  if (!found) throw new Error(`no operator '${name}'`);
  return found.signature;
}

/** The words that a parameter chooses from; none where it takes other values. */
export function wordsOf({ type }: ParamInfo): readonly string[] {
  const of = type.kind === "optional" ? type.of : type;
  return of.kind === "union" ? of.of.flatMap((one) => (one.kind === "literal" ? [one.value] : [])) : [];
}

/** What is in one of the lists and not in the other. */
export const unlike = (a: readonly string[], b: readonly string[]): readonly string[] => [
  ...a.filter((one) => !b.includes(one)),
  ...b.filter((one) => !a.includes(one)),
];
