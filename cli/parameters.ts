// -p name=VALUE: checked against the parameters the file declares, turned into the lines of an injected cell.
import { parse } from "../dsl/syntax/parse.ts";
import { near } from "../dsl/tell/near.ts";
import { load } from "../kernel/headless.ts";
import { typeError } from "../runtime/problem.ts";

/** Errors: E101 for a name the file does not declare as a parameter. */
export async function parameterLines(path: string, given: readonly string[]): Promise<string[]> {
  if (given.length === 0) return [];
  const { source } = await load(path, []);
  const names = parse(source).statements.flatMap((one) =>
    one.kind === "ParamDecl" || one.kind === "Assign" ? [one.name.text] : [],
  );
  const seen = new Set<string>();
  return given.map((one) => {
    const at = one.indexOf("=");
    const name = at < 0 ? one : one.slice(0, at);
    if (at < 1) throw typeError("E010", `-p ${one}: write -p name=VALUE`);
    if (!names.includes(name)) {
      const meant = near(name, names);
      throw typeError(
        "E101",
        `unknown parameter '${name}'${meant === undefined ? "" : `; did you mean '${meant}'?`}`,
        `parameters: ${names.join(", ") || "none"}`,
      );
    }
    if (seen.has(name)) throw typeError("E209", `-p ${name} is given twice`, "keep one");
    seen.add(name);
    return `${name} = ${literal(one.slice(at + 1))}`;
  });
}

/** A value that reads as JSON is taken as such; anything else is text. */
function literal(value: string): string {
  try {
    const read: unknown = JSON.parse(value);
    if (typeof read === "number" && !Number.isFinite(read)) return JSON.stringify(value);
    return JSON.stringify(read);
  } catch {
    return JSON.stringify(value);
  }
}
