// A prompt: parameters, messages in order, conversations put in whole, demonstrations, and what an answer is read as.
import type { Expr, PromptDecl, Prop, Shots } from "../syntax/ast.ts";
import { type Env, slots, withLocals, withRow } from "../infer/env.ts";
import { infer, inferParts } from "../infer/infer.ts";
import { nameOf, want } from "../infer/lookup.ts";
import { near } from "../tell/near.ts";
import { checkParams } from "../infer/params.ts";
import { checkProps } from "./props.ts";
import { checkUnused } from "./unused.ts";
import { resolve } from "../types/resolve.ts";
import { ROLES } from "../syntax/roles.ts";
import { constant } from "../names/scope.ts";
import { columnsOf, int, hasRows, list, show, text, type Type, wordsOf } from "../types/types.ts";

export function checkPrompt(prompt: PromptDecl, outer: Env): Type {
  let sound = true;
  const report: Env["report"] = (code, ...told) => {
    sound &&= !code.startsWith("E");
    outer.report(code, ...told);
  };
  const env: Env = { ...outer, report };
  const params = checkParams(prompt.params, env);
  const inner = withLocals(
    env,
    params.map((param) => [param.name, param.type] as const),
  );
  const props: Prop[] = [];
  for (const item of prompt.items) {
    if (item.kind === "Message") inferParts(item.template.parts, inner);
    else if (item.kind === "Splice") checkSplice(item.value, inner);
    else if (item.kind === "Shots") checkShots(item, inner);
    else props.push(item);
  }
  checkProps(props, "prompt", `prompt '${prompt.name.text}'`, env);
  if (!prompt.items.some((item) => item.kind === "Message" || item.kind === "Splice"))
    env.report("E010", prompt.name.span, {
      what: `prompt '${prompt.name.text}' has no message; it needs user """...""" at least`,
    });
  const returns = returnsOf(prompt, env);
  // a misspelt hole is told at its place
  if (sound) checkUnused(prompt, env.report);
  return { kind: "prompt", params, returns };
}

const conversation = list({ kind: "record", fields: { role: text, content: text } });

/** `messages expr`: a list of {role, content}. A role that is known by now is checked, at its place where it is written out. */
function checkSplice(value: Expr, env: Env): void {
  const type = infer(value, env);
  const written = writtenRoles(value);
  const named = (written.length > 0 ? [] : typedRoles(type)).map((role) => ({ role, at: value.span }));
  const wrong = [...written, ...named].filter(({ role }) => !ROLES.some((known) => known === role));
  for (const { role, at } of wrong) {
    const meant = near(role, ROLES);
    const fixes =
      meant === undefined ? [] : [{ title: `replace with "${meant}"`, span: at, text: `"${meant}"` }];
    env.report("E310", at, { nth: null, role, near: meant }, written.length > 0 ? fixes : []);
  }
  if (wrong.length === 0) want(type, conversation, "'messages'", value, env);
}

const writtenRoles = (value: Expr): { readonly role: string; readonly at: Expr["span"] }[] =>
  (value.kind === "List" ? value.items : []).flatMap((item) =>
    (item.kind === "Record" ? item.entries : []).flatMap(({ key, value: role }) =>
      key.text === "role" && role.kind === "Str" ? [{ role: role.value, at: role.span }] : [],
    ),
  );

/** Roles that the type of a conversation names. */
const typedRoles = (type: Type): readonly string[] => {
  const message = type.kind === "list" ? type.of : type;
  return (message.kind === "record" && message.fields["role"] && wordsOf(message.fields["role"])) || [];
};

/** `shots n from table { ... }`: names are the prompt's parameters, `.x` the row of a demonstration. */
function checkShots(shots: Shots, env: Env): void {
  want(infer(shots.count, env), int, "how many 'shots'", shots.count, env);
  const count = constant(shots.count);
  if (typeof count === "number" && count < 0)
    env.report("E216", shots.count.span, { name: "shots", got: count, range: "0 or more" });
  const from = infer(shots.from, { ...env, slot: slots.table });
  if (from.kind !== "unknown" && !hasRows(from))
    env.report("E204", shots.from.span, {
      what: "what 'shots' are taken from",
      wanted: "a Table",
      got: show(from),
    });
  const inner = withRow(env, { name: nameOf(shots.from), columns: columnsOf(from) });
  for (const message of shots.messages) inferParts(message.template.parts, inner);
  if (shots.messages.length === 0) env.report("E010", shots.span, { what: EMPTY });
}

const EMPTY = `'shots' has no message; it needs user """...""" assistant """...""" over the row of a demonstration`;

/** What an answer is read as; Text where nothing is written. */
function returnsOf(prompt: PromptDecl, env: Env): Type {
  if (!prompt.returns) return text;
  const type = resolve(prompt.returns, env);
  if (readable(type)) return type;
  env.report("E311", prompt.returns.span, { prompt: prompt.name.text, got: show(type) });
  return text;
}

/** Whether an answer can be read as this: plain data, nothing that must be computed. */
function readable(type: Type): boolean {
  switch (type.kind) {
    case "list":
    case "optional":
      return readable(type.of);
    case "union":
      return type.of.every(readable);
    case "record":
      return Object.values(type.fields).every(readable);
    default:
      return ["text", "int", "num", "bool", "null", "json", "literal", "unknown"].includes(type.kind);
  }
}
