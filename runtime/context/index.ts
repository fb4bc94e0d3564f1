// The context operators of the standard library.
import type { Operator } from "../operator.ts";
import { evenSegments, randomSegments } from "./baselines.ts";
import { bm25 } from "./bm25.ts";
import { embedding, nearest } from "./embedding.ts";
import { diversify } from "./diversify.ts";
import { documents } from "./documents.ts";
import { expand } from "./expand.ts";
import { fuse } from "./fuse.ts";
import { walk } from "./walk.ts";
import { order } from "./order.ts";
import { prune } from "./prune/prune.ts";
import { sentenceScores } from "./prune/sentence-scores.ts";
import { pack } from "./pack.ts";
import { passages } from "./passages.ts";
import { render } from "./render.ts";
import { rerank } from "./rerank.ts";
import { index, retrieve } from "./retrieve.ts";
import { structures } from "./structure/index.ts";
import { coverage, structurize } from "./structurize.ts";

export const contexts: readonly Operator[] = [
  structurize,
  coverage,
  ...structures,
  evenSegments,
  randomSegments,
  render,
  passages,
  bm25,
  embedding,
  index,
  retrieve,
  expand,
  fuse,
  documents,
  rerank,
  nearest,
  diversify,
  order,
  walk,
  prune,
  sentenceScores,
  pack,
];
