// Before the tests on WebGPU: a software Vulkan, as no GPU is taken for granted.
import type { TestProject } from "vitest/node";
import { vulkan, type Vulkan } from "../../bin/vulkan.mjs";

declare module "vitest" {
  export interface ProvidedContext {
    readonly vulkan: Vulkan;
  }
}

export function setup({ provide }: TestProject): void {
  const made = vulkan();
  if ("without" in made) console.log(`\nskipped, for want of a software Vulkan: ${made.without}\n`);
  // the workers too: a loader reads its path once, when its process starts
  else Object.assign(process.env, made.env);
  provide("vulkan", made);
}
