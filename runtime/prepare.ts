// Source -> plan with all questions answered: compiles, fetches what is needed, compiles again.
import { type Compiled, compile } from "../dsl/compile.ts";
import type { ColumnFact, Facts } from "../dsl/known.ts";
import type { Source } from "../dsl/source.ts";
import { columnFact } from "./data/columns.ts";
import type { Files } from "./files.ts";
import { library } from "./library.ts";

/** More rounds than any program needs: each answers at least one question, and questions name files. */
const ROUNDS = 16;

export async function prepare(source: Source, files: Files): Promise<Compiled> {
  const columns: { [key: string]: ColumnFact } = {};
  const facts: Facts = { columns };
  let compiled = compile(source, library, facts);
  for (let round = 0; round < ROUNDS && compiled.needs.length > 0; round++) {
    await Promise.all(
      compiled.needs.map(async (need) => {
        columns[need.key] = await columnFact(need.reader, need.args, files);
      }),
    );
    compiled = compile(source, library, facts);
  }
  return compiled;
}
