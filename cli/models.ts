// strux models inspect: what a model directory holds and takes; no graph is loaded.
import { existsSync } from "node:fs";
import {
  type Described,
  inspect,
  ModelError,
  roomFor,
  startRunner,
  statedCeiling,
  usualCeiling,
} from "../runtime/model/index.ts";
import { existing } from "../runtime/shipped.ts";
import { inspectedText } from "../runtime/show/inspected.ts";
import { command, fail } from "./command.ts";

export const modelsInspect = command({
  name: "models inspect",
  options: { json: { type: "boolean" }, window: { type: "string" } },
  async run(values, [given, ...more]) {
    if (given === undefined || more.length > 0) return fail("models inspect takes one directory");
    const window = values.window === undefined ? undefined : Number(values.window);
    if (window !== undefined && !(Number.isInteger(window) && window > 0))
      return fail(`--window is ${values.window}; give a whole number from 1`);
    const here = existing(process.cwd(), given);
    const dir = existsSync(given) || !existsSync(here) ? given : here;
    try {
      const ceiling = statedCeiling(process.env["STRUX_MEMORY"]);
      if (ceiling instanceof ModelError) throw ceiling;
      const found = inspect(dir, window, roomFor(0, ceiling ?? usualCeiling()));
      // its digest would be taken too, of weights that are larger than the memory
      const about = found.memory.fits ? await textsOf(dir) : "not read, as the model does not fit";
      const told = values.json
        ? JSON.stringify({ ...found, tokenizer: about }, null, 1)
        : inspectedText(found, about);
      process.stdout.write(`${told}\n`);
      return found.refused === null && typeof about !== "string" ? 0 : 1;
    } catch (error) {
      if (error instanceof ModelError) return fail(`${error.code}  ${error.cause}\n   = ${error.fix}`);
      throw error;
    }
  },
});

/** What the tokenizer's files say; it is read in the runner, under its time limit. */
async function textsOf(dir: string): Promise<Described | string> {
  const runner = startRunner();
  try {
    return await runner.describe(dir);
  } catch (error) {
    if (error instanceof ModelError) return `cannot be used: ${error.cause}`;
    throw error;
  } finally {
    await runner.close();
  }
}
