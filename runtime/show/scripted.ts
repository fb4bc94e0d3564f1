// How the answers of a function come, in words.
import { counted } from "../../dsl/tell/count.ts";
import type { Scripted } from "../value.ts";

/** `50 ms an answer, at most 1 at a time; no tokens`. */
export const scriptedWords = ({ ms, parallel }: Pick<Scripted, "ms" | "parallel">): string =>
  `${ms} ms an answer, at most ${counted(parallel, "answer")} at a time; it has no tokens`;
