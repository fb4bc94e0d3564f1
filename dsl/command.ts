// show, explain, estimate, preview: what each takes.
import type { Command } from "./ast.ts";
import type { Env } from "./env.ts";
import { infer } from "./infer.ts";
import { type Type, unknown } from "./types.ts";

/** Reports E010, E324, E601. */
export function checkCommand(command: Command, env: Env): Type {
  const { verb, value, for: row } = command;
  if (verb === "preview") {
    env.report("E601", command.span, { what: "'preview'" });
    return unknown;
  }
  if (row) env.report("E324", row.span, { verb });
  if (verb === "show" && !value)
    env.report("E010", command.span, { what: "'show' needs what is shown; write: show answers" });
  return value ? infer(value, env) : unknown;
}
