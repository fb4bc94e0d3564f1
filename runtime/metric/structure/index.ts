// The metrics of structured contexts.
import type { Operator } from "../../operator.ts";
import { boundaryF1 } from "./boundary-f1.ts";
import { nodeCount, parses, treeDepth } from "./size.ts";
import { faithfulness, orderViolations, overlap } from "./source.ts";
import { pk, windowDiff } from "./windows.ts";

export const structures: readonly Operator[] = [
  parses,
  nodeCount,
  treeDepth,
  overlap,
  orderViolations,
  faithfulness,
  boundaryF1,
  pk,
  windowDiff,
];
