// Parameters as declared by a prompt or a function: types, defaults, no name twice.
import type { Param } from "../syntax/ast.ts";
import { FORBIDDEN } from "../types/bind.ts";
import type { Env } from "./env.ts";
import { want } from "./lookup.ts";
import { resolve } from "../types/resolve.ts";
import type { PromptParam } from "../types/types.ts";

/** Reports E204, E209, E210 and what is wrong with the types. A default sees declarations only. */
export function checkParams(params: readonly Param[], env: Env): readonly PromptParam[] {
  const seen = new Set<string>();
  return params.map(({ name, type: written, default: given }) => {
    if (FORBIDDEN.has(name.text)) env.report("E210", name.span, { name: name.text, as: "name" });
    else if (seen.has(name.text) && name.text !== "") env.report("E209", name.span, { name: name.text });
    seen.add(name.text);
    const type = resolve(written, env);
    if (given) want(env.infer(given, env), type, `the default of ${name.text}`, given, env);
    return { name: name.text, type, optional: given !== null };
  });
}
