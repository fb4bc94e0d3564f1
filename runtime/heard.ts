// Who hears of calls one by one, while they are answered.
import type { Item } from "./items.ts";
import type { Answer } from "./made.ts";
import type { Problem } from "./problem.ts";

/** How a call was answered, as far as it is asked. */
export type How = Pick<Item, "key" | "from" | "parts">;
/**
 * Hears of each call as its answer comes, or what stands in its place; null: nobody was asked. `at`: which of the calls.
 */
export type Hearing = (at: number, how: How, answer: Answer | Problem | null) => void;
