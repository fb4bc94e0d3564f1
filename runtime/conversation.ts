// `messages expr`: a conversation from the data, put into a prompt as it is.
import { catalogue } from "../dsl/tell/messages.ts";
import { near } from "../dsl/tell/near.ts";
import { ROLES } from "../dsl/syntax/roles.ts";
import type { Span } from "../dsl/source.ts";
import { describe, type Reach } from "./operator.ts";
import { Problem } from "./problem.ts";
import { kindOf, type Message, type Value } from "./value.ts";

/**
 * The messages of a list of {role, content}. Other keys are not sent; a note counts them.
 * Errors, at the place of `messages`: E204 for anything but such a list, E310 for another role.
 */
export function conversation(list: Value, prompt: string, note: Reach["note"], at: Span): readonly Message[] {
  if (!Array.isArray(list))
    throw shape(`'messages' of prompt '${prompt}'`, "{role: Text, content: Text}[]", list, at);
  return list.map((item: Value, i): Message => {
    const keys = typeof item === "object" && item !== null && kindOf(item) === undefined ? item : {};
    const { role, content, ...rest } = keys as { readonly [key: string]: Value };
    if (typeof role !== "string" || typeof content !== "string")
      throw shape(`message ${i + 1} of prompt '${prompt}'`, "{role: Text, content: Text}", item, at);
    if (!ROLES.some((known) => known === role)) {
      const { message, hint = "" } = catalogue.E310({ nth: i + 1, role, near: near(role, ROLES) });
      throw new Problem("DataError", "E310", message, hint, at);
    }
    for (const key of Object.keys(rest)) note(`prompt '${prompt}': '${key}' of a message is not sent`);
    return { role, content };
  });
}

const shape = (what: string, wanted: string, got: Value, at: Span): Problem =>
  new Problem(
    "DataError",
    "E204",
    `${what} must be ${wanted}, got ${describe(got)}`,
    "each message needs a role and a content",
    at,
  );
