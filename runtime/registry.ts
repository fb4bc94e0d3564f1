// The registry: every operator of the standard library, by family; what the checker knows follows from it.
import { readers } from "./data/index.ts";
import { metrics } from "./metric/index.ts";
import { onnx } from "./onnx.ts";
import type { Operator } from "./operator.ts";
import { texts } from "./text/index.ts";
import { verbs } from "./verbs/index.ts";

export const operators: readonly Operator[] = [onnx, ...readers, ...verbs, ...texts, ...metrics];
