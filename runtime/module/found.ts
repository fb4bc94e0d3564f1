// What one export turns out to be: an operator without its place, or why it cannot be called.
import type { ParamInfo, Signature } from "../../dsl/types/known.ts";
import { present, type Type } from "../../dsl/types/types.ts";

/** `version` null: the code itself counts. */
export type Callable = Omit<Signature, "host" | "version"> & { readonly version: number | null };
export type Found = Callable | { readonly why: string; readonly callable: boolean };

export interface Offered {
  readonly name: string;
  readonly doc: string;
  readonly params: readonly ParamInfo[];
  readonly returns: Type;
  readonly effect: "pure" | "host";
  readonly version: number | null;
}

/** An operator. What gives a number or Bool may be a metric; Bool is 0/1. */
export function callable(offered: Offered): Callable {
  const { kind } = present(offered.returns);
  const range = kind === "bool" ? "binary" : kind === "num" || kind === "int" ? "graded" : null;
  return { ...offered, family: "typescript", ...(range && { metric: { range } }) };
}
