// Answers the compiler's question "what does the file at this path offer?". Nothing of it is run.
import type { ModuleFact } from "../../dsl/known.ts";
import { decode } from "../data/decode.ts";
import type { Files } from "../files.ts";
import { dataError, Problem } from "../problem.ts";
import { programOf } from "./program.ts";

/** Bytes of a program that is used; notebooks carry pictures in their outputs. */
const LARGEST = 50_000_000;

/** Never throws for what a user can cause. */
export async function moduleFact(path: string, files: Files): Promise<ModuleFact> {
  try {
    return await fact(path, files);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { message, hint } = error;
    return { error: { code: codes.find((code) => code === error.code) ?? "E112", message, hint } };
  }
}
const codes = ["E110", "E111", "E112", "E127"] as const;

async function fact(path: string, files: Files): Promise<ModuleFact> {
  const name = await files.name(path);
  if (/\.m?ts$/.test(name))
    throw dataError(
      "E127",
      `'${path}' cannot be used`,
      "TypeScript is part of the language, but not built in this version",
    );
  const file = await files.read(path);
  if (file.bytes.length > LARGEST)
    throw dataError(
      "E112",
      `'${path}' is above the ${LARGEST / 1e6} MB that a program may have`,
      "clear its outputs",
    );
  const text = decode(file);
  return { file: name, program: programOf(name, text) };
}
