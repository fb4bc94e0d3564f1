// Property blocks: closed sets, so that a misspelt setting never goes unnoticed.
import type { Prop } from "./ast.ts";
import type { Env } from "./env.ts";
import type { PropPlace } from "./known.ts";
import { want } from "./lookup.ts";
import { near } from "./near.ts";

/** Properties against the closed set of their place. Reports E212, E209, E602, E204. */
export function checkProps(props: readonly Prop[], place: PropPlace, where: string, env: Env): void {
  const set = env.known.props[place];
  const seen = new Set<string>();
  for (const { name, value } of props) {
    if (name.text === "") continue;
    if (seen.has(name.text)) env.report("E209", name.span, { name: name.text });
    seen.add(name.text);
    const wanted = Object.hasOwn(set, name.text) ? set[name.text] : undefined;
    if (wanted) want(env.infer(value, env), wanted, `'${name.text}'`, value, env);
    else if (env.known.plannedProps.includes(name.text))
      env.report("E602", name.span, { name: name.text, what: "property" });
    else {
      const names = Object.keys(set);
      const meant = near(name.text, names);
      const fixes =
        meant === undefined ? [] : [{ title: `replace with '${meant}'`, span: name.span, text: meant }];
      env.report("E212", name.span, { where, name: name.text, near: meant, names }, fixes);
    }
  }
}
