// With the software adapter, or with none: child processes take the environment they are started in.
import { inject } from "vitest";

const made = inject("vulkan");

/** There is no software Vulkan here; the reason was printed before. */
export const missing = "without" in made;

/** No driver at all, whatever the machine has. */
const NONE = { VK_DRIVER_FILES: "/nowhere.json", VK_ICD_FILENAMES: "/nowhere.json" };

/** Processes that are started from here on find the software adapter. */
export const withAdapter = (): void => void Object.assign(process.env, "env" in made ? made.env : {});

/** Processes that are started from here on find no adapter. */
export const withoutAdapter = (): void => void Object.assign(process.env, NONE);
