// Secrets of the environment, and what is shown or kept without them.
import type { Env } from "./env.ts";
import { hubToken } from "./hub/cache.ts";
import { Problem } from "./problem.ts";

/** What a variable that holds a key of a server begins with; its host follows. */
export const KEY = "STRUX_KEY_";
/** Characters: what is shorter stands in other texts by chance. */
const SHORTEST = 6;
/** Stands for a secret. */
const HIDDEN = "…";

/** A value with no secret in any text of it. */
export type Redact = <T>(value: T) => T;

/**
 * Takes the secrets of an environment out of whatever is told, shown or stored: keys of servers and the token of the hub, as they
 * are and as an address writes them. Whoever hides them otherwise, in pieces or encoded, is not found out.
 */
export function redactor(env: Env): Redact {
  const plain = [
    ...Object.entries(env).flatMap(([name, value]) => (name.startsWith(KEY) ? [value?.trim() ?? ""] : [])),
    hubToken(env) ?? "",
  ].filter(({ length }) => length >= SHORTEST);
  const secrets = [...new Set(plain.flatMap((secret) => [secret, encodeURIComponent(secret)]))];
  // the longer first: one may begin with another
  secrets.sort((a, b) => b.length - a.length);
  const text = (shown: string): string =>
    secrets.reduce((rest, secret) => (rest.includes(secret) ? rest.replaceAll(secret, HIDDEN) : rest), shown);
  return secrets.length === 0 ? (value) => value : (value) => without(value, text) as typeof value;
}

function without(value: unknown, text: (shown: string) => string): unknown {
  if (typeof value === "string") return text(value);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (value instanceof Problem)
    return new Problem(value.name, value.code, text(value.message), text(value.hint), value.span);
  if (Array.isArray(value)) return value.map((item) => without(item, text));
  // as it was: data from outside has no prototype
  const made = Object.create(Object.getPrototypeOf(value) as object | null) as object;
  for (const [key, item] of Object.entries(value))
    Object.defineProperty(made, text(key), {
      value: without(item, text),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  return made;
}
