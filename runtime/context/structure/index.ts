// Structures as models write them, and trees made of trees.
import type { Operator } from "../../operator.ts";
import { mindmap } from "./mindmap.ts";
import { structure_prompt } from "./prompt.ts";
import { read_structure, structure_error } from "./read.ts";
import { complete_structure, remap_structure } from "./remap.ts";
import { merge_structures, prune_levels, random_path, sub_structure } from "./rework.ts";

export const structures: readonly Operator[] = [
  structure_prompt,
  read_structure,
  structure_error,
  remap_structure,
  complete_structure,
  merge_structures,
  prune_levels,
  sub_structure,
  random_path,
  mindmap,
];
