// strux: a table of commands; the only place that ends the process.
import { check } from "./check.ts";
import { doctor } from "./doctor.ts";
import { explain } from "./explain.ts";
import { run } from "./run.ts";
import type { Command } from "./command.ts";
import { version } from "./version.ts";

const commands: { readonly [name: string]: Command } = { run, check, explain, doctor };

const usage = (): string =>
  [
    `strux ${version} - experiments on LLM context, in notebooks`,
    "",
    ...Object.values(commands).map(({ usage: line, about }) => `  strux ${line}\n      ${about}`),
    "",
    "Exit status: 0 ok, 1 a cell failed, 2 usage or an error before running, 3 a check failed, 130 interrupted, 138 the runtime died.",
  ].join("\n");

// a reader that has seen enough (`strux run ... | head`) ends neither the run nor what it writes
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

const [name = "help", ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command) process.exitCode = await command.main(args);
else if (["help", "--help", "-h"].includes(name)) process.stdout.write(`${usage()}\n`);
else if (["version", "--version", "-v"].includes(name)) process.stdout.write(`${version}\n`);
else {
  process.stderr.write(
    `strux: there is no command '${name}'; commands: ${Object.keys(commands).join(", ")}\n`,
  );
  process.exitCode = 2;
}
