// Property blocks: closed sets, so that a misspelt setting never goes unnoticed.
import type { Prop } from "../syntax/ast.ts";
import type { Env } from "../infer/env.ts";
import type { PropPlace } from "../types/known.ts";
import { want } from "../infer/lookup.ts";
import { near, swap } from "../tell/near.ts";
import { own } from "../own.ts";
import { constant } from "../names/scope.ts";
import { type SettingRange, settingRanges } from "../types/settings.ts";
import { glimpse, insteadOf, isTextual } from "../types/texts.ts";

/** Where settings of an answer may stand besides the ask. */
const ASKING: ReadonlySet<PropPlace> = new Set<PropPlace>(["model", "prompt", "run"]);

/**
 * Properties against the closed set of their place. Reports E212, E209, E602, E204, E216, E217.
 * `most`: what a number can be at most here, by property; null where that is not known. `only`: the properties of a narrower set.
 */
export function checkProps(
  props: readonly Prop[],
  place: PropPlace,
  where: string,
  env: Env,
  most: { readonly [name: string]: number | null } = {},
  only: readonly string[] = Object.keys(env.known.props[place]),
): void {
  const all = Object.entries(env.known.props[place]);
  const set = Object.fromEntries(all.filter(([name]) => only.includes(name)));
  const seen = new Set<string>();
  for (const prop of props) {
    const { name, value } = prop;
    if (name.text === "") continue;
    if (seen.has(name.text)) env.report("E209", name.span, { name: name.text });
    seen.add(name.text);
    const wanted = own(set, name.text);
    if (wanted) {
      want(env.infer(value, env), wanted, `'${name.text}'`, value, env);
      checkRange(prop, own(most, name.text) ?? null, env);
      checkTexts(prop, env);
    } else if (env.known.plannedProps.includes(name.text))
      env.report("E602", name.span, { name: name.text, what: "property" });
    else {
      const names = Object.keys(set);
      const asks = ASKING.has(place) && own(env.known.props.ask, name.text) !== undefined;
      const meant = asks ? undefined : near(name.text, names);
      const params = { where, name: name.text, near: meant, names, asks };
      env.report("E212", name.span, params, swap(name.span, meant));
    }
  }
}

function checkTexts({ name, value }: Prop, env: Env): void {
  const got = constant(value);
  const wanted = isTextual(got) ? insteadOf(name.text, got) : null;
  if (wanted !== null) env.report("E217", value.span, { name: name.text, got: glimpse(got), wanted });
}

function checkRange({ name, value }: Prop, most: number | null, env: Env): void {
  const [inside, range] = own<SettingRange>(settingRanges, name.text) ?? [];
  const got = constant(value);
  if (!inside || range === undefined || typeof got !== "number") return;
  if (!inside(got)) env.report("E216", value.span, { name: name.text, got, range });
  else if (most !== null && got > most)
    env.report(
      "E216",
      value.span,
      { name: name.text, got, range: `1 to ${most}, what the model's files state` },
      [{ title: `write ${most}`, span: value.span, text: String(most) }],
    );
}
