// What a command is, and what all commands do alike: read their options, say what is wrong with them.
import { parseArgs, type ParseArgsConfig } from "node:util";
import { Problem } from "../runtime/problem.ts";
import { redactor } from "../runtime/secret.ts";
import { type CommandName, usages } from "./usage.ts";

export interface Command {
  /** Returns the exit status. */
  readonly main: (args: readonly string[]) => Promise<number>;
}

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>>;

/** A command whose options are parsed and whose failures become words and a status. */
export function command<const O extends Options>(spec: {
  readonly name: CommandName;
  readonly options: O;
  readonly run: (values: Parsed<O>["values"], files: readonly string[]) => Promise<number>;
}): Command {
  return {
    async main(args) {
      const { usage, about } = usages[spec.name];
      if (args.includes("--help") || args.includes("-h")) {
        process.stdout.write(`strux ${usage}\n    ${about}\n`);
        return 0;
      }
      try {
        const { values, positionals } = parseArgs({
          args: [...args],
          options: spec.options,
          allowPositionals: true,
        });
        return await spec.run(values as Parsed<O>["values"], positionals);
      } catch (error) {
        if (error instanceof Problem) return failed(error);
        if (isUsage(error)) return fail(`${error.message}\nusage: strux ${usage}`);
        return fault(error);
      }
    },
  };
}

const isUsage = (error: unknown): error is Error =>
  error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");

/** A fault of the program itself: one line, and where to look with STRUX_DEBUG set. */
function fault(error: unknown): number {
  const said = error instanceof Error ? error : new Error(String(error));
  const trace = process.env.STRUX_DEBUG ? `\n${said.stack ?? ""}` : "; set STRUX_DEBUG=1 to see where";
  const told = redactor(process.env)(`${said.message}${trace}`);
  process.stderr.write(`strux: E999  internal fault: ${told}\n`);
  return 138;
}

/** A problem in words; status 2. */
export const failed = ({ code, message, hint }: Problem): number =>
  fail(`${code}  ${message}${hint === "" ? "" : `\n   = ${hint}`}`);

/** Says something on stderr; status 2. */
export function fail(text: string): number {
  process.stderr.write(`strux: ${text}\n`);
  return 2;
}

/** One file that cannot be read does not keep the others from being looked at. */
export async function each(paths: readonly string[], look: (path: string) => Promise<void>): Promise<number> {
  let status = 0;
  for (const path of paths) {
    try {
      await look(path);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      status = failed(error);
    }
  }
  return status;
}
