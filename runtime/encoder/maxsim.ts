// How near two lists of vectors are: the late interaction of ColBERT.
import { doc, listOf, num, operator } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { typeError } from "../problem.ts";
import { apart, cosineOf, dot, similarityParam } from "./vectors.ts";

const vectors = listOf(listOf(num));
type Vector = readonly number[];
const nearness = {
  cosine: cosineOf,
  dot,
  // 0 - 0 and not -0
  l2: (a: Vector, b: Vector): number => 0 - apart(a, b),
};

/**
 * `maxsim(query, passage)`: the sum, over the vectors of the query, of how near the nearest vector of the passage is (MaxSim;
 * Khattab and Zaharia, SIGIR 2020, where vectors are of tokens and have length 1). 0 where the query has no vectors.
 * Errors: E203 for vectors of different lengths, or a passage without vectors.
 */
export const maxsim = operator({
  name: "maxsim",
  family: "encoder",
  doc: "how near two lists of vectors are: for each of the first its nearest in the second, in sum",
  params: {
    query: doc("vectors of the query's parts", vectors),
    passage: doc("vectors of the passage's parts", vectors),
    similarity: similarityParam,
  },
  returns: types.num,
  run: ({ query, passage, similarity }) => {
    const sizes = new Set([...query, ...passage].map((vector) => vector.length));
    if (sizes.size > 1)
      throw typeError(
        "E203",
        `'maxsim' takes vectors of one length, but got ${[...sizes].join(" and ")} numbers`,
        "make all with the same model and the same dimensions",
      );
    if (passage.length === 0) throw typeError("E203", "'maxsim' takes a passage with vectors, but got none");
    const near = nearness[similarity];
    return query.reduce((sum, one) => sum + Math.max(...passage.map((other) => near(one, other))), 0);
  },
});
