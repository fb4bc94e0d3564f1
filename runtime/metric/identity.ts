// The printed name of a metric: family, variant, version, options. Two numbers are comparable only where it is the same.
import type { Signature } from "../../dsl/types/known.ts";
import { canonical } from "../../dsl/plan/plan.ts";
import type { Type } from "../../dsl/types/types.ts";

/**
 * `token_f1.squad1 v1`, `ndcg v1 (k=10, gain="exp")`: the signature's name, the variant (the first of the choices where none is
 * given), the version, and whatever plain options were written, with the needed arguments that the metric tells. Arguments that are no plain data are left out. A
 * function of TypeScript is `f (metrics.ts 3fa8c1d29b40)`: its file, and the digest of the code or the version it says.
 */
export function identity(signature: Signature, args: { readonly [name: string]: unknown }): string {
  const variant = signature.params.find((param) => param.name === "variant");
  const chosen = variant && (typeof args["variant"] === "string" ? args["variant"] : first(variant.type));
  const { told = [] } = signature.metric ?? {};
  const options = signature.params
    .filter(
      ({ name, optional }) => (optional || told.includes(name)) && name !== "variant" && plain(args[name]),
    )
    .map(({ name }) => `${name}=${canonical(args[name])}`);
  const { host } = signature;
  const which = host ? `(${host.file} ${host.key.slice(0, 12)})` : `v${signature.version}`;
  const dotted = chosen === undefined ? signature.name : `${signature.name}.${chosen}`;
  return `${dotted} ${which}${options.length > 0 ? ` (${options.join(", ")})` : ""}`;
}

function first(type: Type): string | undefined {
  const one = type.kind === "union" ? type.of[0] : type;
  return one?.kind === "literal" ? one.value : undefined;
}

const plain = (value: unknown): boolean => ["string", "number", "boolean"].includes(typeof value);
