// What goes wrong with a server, in words; its key is never part of them.
import { Problem } from "../problem.ts";
import type { Server } from "../value.ts";

const problem = (code: string, message: string, hint: string): Problem =>
  new Problem("ModelError", code, message, hint);

/** E523: no answer. */
export const unreached = ({ url }: Server, cause: string): Problem =>
  problem("E523", `${url} could not be asked: ${cause}`, "look whether the server runs, and run again");

/** E524: an answer that is none. */
export const unreadable = ({ url }: Server, cause: string): Problem =>
  problem(
    "E524",
    `the answer of ${url} cannot be used: ${cause}`,
    "look whether it speaks OpenAI's chat completions",
  );

/** E526: the server, or the rule about networks, does not let it be asked. */
export const refused = (message: string, hint: string): Problem => problem("E526", message, hint);
