// Answers the compiler's question "what does the file at this path offer?". Nothing of it is run.
import type { HostFact, ModuleFact } from "../../dsl/types/known.ts";
import { decode } from "../data/decode.ts";
import type { Files } from "../files.ts";
import { dataError, Problem } from "../problem.ts";
import { before, remember } from "./cache.ts";
import { programOf } from "./program.ts";
import { moduleTexts } from "./texts.ts";

/** Bytes of a program that is used; notebooks carry pictures in their outputs. */
const LARGEST = 50_000_000;

/** Never throws for what a user can cause. */
export async function moduleFact(path: string, files: Files): Promise<ModuleFact> {
  try {
    const name = await files.name(path);
    return /\.m?ts$/.test(name) ? await hostFact(name, files) : await programFact(name, path, files);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { message, hint } = error;
    return { error: { code: codes.find((code) => code === error.code) ?? "E112", message, hint } };
  }
}
const codes = ["E110", "E111", "E112", "E127"] as const;

async function programFact(name: string, path: string, files: Files): Promise<ModuleFact> {
  const file = await files.read(path);
  if (file.bytes.length > LARGEST)
    throw dataError(
      "E112",
      `'${path}' is above the ${LARGEST / 1e6} MB that a program may have`,
      "clear its outputs",
    );
  return { file: name, program: programOf(name, decode(file)) };
}

/** Signatures are remembered by the texts they follow from: loading the compiler takes longer than all else of a check. */
async function hostFact(name: string, files: Files): Promise<HostFact> {
  const known = await before(name, files);
  if (known) return known.fact;
  const { importsOf } = await import("./imports.ts");
  const { signatures } = await import("./signatures.ts");
  const texts = await moduleTexts(name, files, importsOf);
  const fact = signatures(texts);
  await remember(texts, fact);
  return fact;
}
