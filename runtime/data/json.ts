// JSON text as values: the place of what is wrong, and no key that reaches into a prototype.
import { dataError, type Problem } from "../problem.ts";
import { plainly, type Value } from "../value.ts";
import { deepWords, tooDeep } from "./depth.ts";
import { fault } from "./fault.ts";

/**
 * Parses JSON. `line` is the 1-based line on which `text` starts in its file. Errors: E112 with line and column, or for what is too
 * deep; E210.
 */
export function parseJson(text: string, path: string, line: number): Value {
  let value: Value;
  try {
    value = JSON.parse(text) as Value;
  } catch {
    throw broken(text, path, line);
  }
  if (tooDeep(value)) throw dataError("E112", `'${path}' line ${line}: ${deepWords}`, "make it flatter");
  // an escaped spelling of the key also holds a backslash
  if (text.includes("__proto__") || text.includes("\\u005")) refuse(value, path, line);
  return plainly(value);
}

function broken(text: string, path: string, line: number): Problem {
  const { at, what } = fault(text) ?? { at: 0, what: "this is not JSON" };
  const before = text.slice(0, at).split("\n");
  const place = `line ${line + before.length - 1}, column ${(before.at(-1) ?? "").length + 1}`;
  return dataError(
    "E112",
    `'${path}' ${place}: ${what}`,
    "each value is JSON: text in double quotes, no trailing comma",
  );
}

/** Own `__proto__` keys at any depth. */
function refuse(root: Value, path: string, line: number): void {
  const open: Value[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null) continue;
    if (Object.hasOwn(value, "__proto__"))
      throw dataError("E210", `'${path}' line ${line}: '__proto__' cannot be a column or key`, "rename it");
    open.push(...(Object.values(value) as Value[]));
  }
}
