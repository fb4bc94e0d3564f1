// Who sees whom where documents share a sequence.
import * as types from "../../dsl/types/types.ts";
import { doc, int, listOf, operator } from "../operator.ts";
import { typeError } from "../problem.ts";
import { bare } from "../value.ts";

/** A mask has the square of so many numbers. */
const MOST = 2048;

/**
 * `document_mask(lengths)`: {mask, positions} of a packed sequence: `mask[i][j]` is 1 where token i sees token j, which is of its own document and not behind it; positions begin at 0 in
 * each document. As attention by documents is masked in ProLong and in Llama 3 (arXiv 2407.21783, 3.2). Errors: E203 for more than 2,048 tokens.
 */
export const documentMask = operator({
  name: "document_mask",
  family: "construct",
  doc: "who sees whom among the tokens of a packed sequence, and their positions",
  params: { lengths: doc("tokens of each document", listOf(int)) },
  returns: {
    kind: "record",
    fields: { mask: types.list(types.list(types.int)), positions: types.list(types.int) },
  },
  run: ({ lengths }) => {
    const total = lengths.reduce((sum, n) => sum + n, 0);
    if (lengths.some((n) => n < 0) || total > MOST)
      throw typeError(
        "E203",
        `'document_mask' takes lengths of ${MOST} tokens at most in all, but got ${total}`,
      );
    const place = lengths.flatMap((size, of) =>
      Array.from({ length: size }, (_, position) => ({ of, position })),
    );
    return bare([
      ["mask", place.map((i, a) => place.map((j, b) => Number(i.of === j.of && b <= a)))],
      ["positions", place.map(({ position }) => position)],
    ]);
  },
});
