// Programs of several files for tests of the compiler: each file a text, a TypeScript file its functions.
import { compile, type Compiled } from "../../dsl/compile.ts";
import {
  type Facts,
  type HostFact,
  type ModuleFact,
  needKey,
  type Signature,
} from "../../dsl/types/known.ts";
import * as types from "../../dsl/types/types.ts";
import { digest } from "../../runtime/digest.ts";
import { facts as data, small, sourceOf, told } from "./small.ts";

/** `f1(a: Text, b: Text[], k: Num?) -> Num`, `same(a: Text, b: Text) -> Bool`, and `pick`, which cannot be called. */
export const lab = (file: string, code = "one"): HostFact => {
  const host = (name: string) => ({ file, export: name, digest: digest(code), key: digest(code) });
  const signature = (name: string, params: Signature["params"], returns: types.Type): Signature => ({
    ...{ name, family: "typescript", doc: `about ${name}`, params, returns, effect: "host", version: 1 },
    metric: { range: returns.kind === "bool" ? "binary" : "graded" },
    host: host(name),
  });
  const param = (name: string, type: types.Type, optional = false) => ({ name, type, optional, doc: "" });
  return {
    file,
    digest: digest(code),
    operators: [
      signature(
        "f1",
        [param("a", types.text), param("b", types.list(types.text)), param("k", types.num, true)],
        types.num,
      ),
      signature("same", [param("a", types.text), param("b", types.text)], types.bool),
    ],
    refused: [
      { name: "pick", why: "it is generic", callable: true },
      { name: "LIMIT", why: "it is no function", callable: false },
    ],
    faults: [],
  };
};

/** Facts for files by path; each `use` of one, from any file, gets it. A text that ends in `.ts` names its functions. */
export function factsOf(files: {
  readonly [path: string]: string | ModuleFact;
}): Required<Pick<Facts, "modules">> & Facts {
  const from = ["", ...Object.keys(files)];
  const modules: { [key: string]: ModuleFact } = {};
  for (const [path, text] of Object.entries(files)) {
    const fact: ModuleFact =
      typeof text !== "string" ? text : { file: path, program: { cells: [{ id: path, label: path, text }] } };
    for (const file of from) modules[needKey("use", { path }, file)] = fact;
  }
  return { ...data, modules };
}

export interface Files {
  readonly [path: string]: string | ModuleFact;
}
export const together = (files: Files, ...cells: readonly string[]): Compiled =>
  compile(sourceOf(...cells), small, factsOf(files));

/** The problems of a program of several files: `CODE cell:line:column message`. */
export function wrongWith(files: Files, ...cells: readonly string[]): string[] {
  const made = together(files, ...cells);
  return told(made.source, made);
}

/** Hash of each step of a program of several files. */
export function hashesWith(files: Files, ...cells: readonly string[]): ReadonlyMap<string, string> {
  const errors = wrongWith(files, ...cells).filter((line) => line.startsWith("E"));
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return new Map(together(files, ...cells).plan.steps.map((step) => [step.id, step.hash]));
}
