// `set name value`: a known setting, and one of the values it takes.
import type { Setting } from "../syntax/ast.ts";
import type { Env } from "../infer/env.ts";
import { near, swap } from "../tell/near.ts";
import { own } from "../own.ts";
import { constant } from "../names/scope.ts";
import { settings } from "../names/settings.ts";
import { type Type, unknown } from "../types/types.ts";

/** Reports E101 for an unknown setting, E213 for a value it does not take. */
export function checkSetting({ name, value }: Setting, env: Env): Type {
  const allowed = own(settings, name.text);
  if (name.text === "") return unknown;
  if (!allowed) {
    const names = Object.keys(settings);
    const meant = near(name.text, names);
    const params = { what: "setting", name: name.text, near: meant, inScope: names };
    env.report("E101", name.span, params, swap(name.span, meant));
    return unknown;
  }
  const got = constant(value);
  if (typeof got === "string" && allowed.includes(got)) return unknown;
  const meant = typeof got === "string" ? near(got, allowed) : undefined;
  const said = got === undefined ? "an expression" : JSON.stringify(got);
  const fix = meant === undefined ? undefined : `"${meant}"`;
  env.report(
    "E213",
    value.span,
    { what: `'${name.text}'`, allowed, got: said, near: meant },
    swap(value.span, fix),
  );
  return unknown;
}
