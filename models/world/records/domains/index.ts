// The six domains: four that training sees, two that it does not.
import type { Domain } from "../domain.ts";
import { city } from "./city.ts";
import { event } from "./event.ts";
import { lab } from "./lab.ts";
import { museum } from "./museum.ts";
import { product } from "./product.ts";
import { ship } from "./ship.ts";

export const TRAINED: readonly Domain[] = [lab, product, city, event];
export const HELD_OUT: readonly Domain[] = [ship, museum];
export const DOMAINS: readonly Domain[] = [...TRAINED, ...HELD_OUT];
