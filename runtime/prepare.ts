// Source -> plan with all questions answered: compiles, fetches what is needed, compiles again.
import { type Compiled, compile } from "../dsl/compile.ts";
import type { ColumnFact, Facts, ModelFact } from "../dsl/known.ts";
import type { Source } from "../dsl/source.ts";
import { columnFact } from "./data/columns.ts";
import type { Files } from "./files.ts";
import { library } from "./library.ts";
import { modelFact } from "./model-fact.ts";

/** More rounds than any program needs: each answers at least one question, and questions name files. */
const ROUNDS = 16;

export async function prepare(source: Source, files: Files): Promise<Compiled> {
  const columns: { [key: string]: ColumnFact } = {};
  const models: { [key: string]: ModelFact } = {};
  const facts: Facts = { columns, models };
  let compiled = compile(source, library, facts);
  for (let round = 0; round < ROUNDS && compiled.needs.length > 0; round++) {
    await Promise.all(
      compiled.needs.map(async (need) => {
        if (need.kind === "model") models[need.key] = await modelFact(String(need.args["folder"]), files);
        else if (need.kind === "columns") columns[need.key] = await columnFact(need.reader, need.args, files);
      }),
    );
    compiled = compile(source, library, facts);
  }
  return compiled;
}
