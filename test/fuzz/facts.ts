// What is known of the files that the corpus names, so that broken programs are checked as deeply as sound ones.
import type { Facts } from "../../dsl/types/known.ts";
import { answering } from "../../runtime/facts.ts";
import { nodeFiles } from "../../runtime/files-node.ts";
import { prepare } from "../../runtime/prepare.ts";
import { corpus } from "../dsl/corpus.ts";

export async function corpusFacts(): Promise<Facts> {
  const all: Facts[] = [];
  for (const { source, folder } of corpus) {
    const answers = answering(nodeFiles({ folder, env: {} }), null);
    await prepare(source, answers);
    all.push(await answers.known());
  }
  return {
    columns: Object.assign({}, ...all.map(({ columns }) => columns)) as NonNullable<Facts["columns"]>,
    models: Object.assign({}, ...all.map(({ models }) => models)) as NonNullable<Facts["models"]>,
  };
}
