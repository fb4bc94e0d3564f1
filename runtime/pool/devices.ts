// Which GPU a worker sees: of several of this machine each its own, under the same name, so that keys of answers are the same.
import { readdirSync } from "node:fs";

/** What the environment of the nth worker says besides. */
export function deviceOf(
  nth: number,
  env = process.env,
  all = here(env),
): { readonly [name: string]: string } {
  const own = all[nth % Math.max(1, all.length)];
  return all.length > 1 && own !== undefined ? { CUDA_VISIBLE_DEVICES: own } : {};
}

function here(env: NodeJS.ProcessEnv): readonly string[] {
  const chosen = env["CUDA_VISIBLE_DEVICES"];
  if (chosen !== undefined) return chosen.split(",").filter((name) => name.trim() !== "");
  try {
    return readdirSync("/proc/driver/nvidia/gpus").map((_, nth) => `${nth}`);
  } catch {
    return [];
  }
}
