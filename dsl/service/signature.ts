// The call that the cursor stands in, and which of its parameters comes there.
import type { Analysis } from "../compile.ts";
import { type Callee, paramOf, paramText, signatureText, siteOf } from "./callee.ts";
import { holeAt } from "./hole.ts";

export interface SignatureHelp {
  readonly label: string;
  readonly doc: string;
  readonly params: readonly { readonly label: string; readonly doc: string }[];
  /** Index of the parameter at the cursor; null where it is none of them. */
  readonly active: number | null;
}

/** Null outside of calls, and in calls of nothing known. */
export function signatureHelp(analysis: Analysis, cell: number, offset: number): SignatureHelp | null {
  const hole = holeAt(analysis, cell, offset);
  if (hole === null) return null;
  // an argument stands directly below its call; the name of a call is not inside of it
  const at = hole.path.findLastIndex(({ kind }, i) => kind === "Call" && hole.path[i + 1]?.kind === "Arg");
  const site = siteOf(hole.path, at, analysis);
  const arg = hole.path[at + 1];
  if (!site || arg?.kind !== "Arg") return null;
  const { callee } = site;
  const active = paramOf(site, arg);
  const index = callee.params.findIndex(({ name }) => name === active?.name);
  return {
    label: signatureText(callee),
    doc: callee.doc,
    params: paramsOf(callee),
    active: index < 0 ? null : index,
  };
}

const paramsOf = ({ params }: Callee): SignatureHelp["params"] =>
  params.map((param) => ({ label: paramText(param), doc: param.doc }));
