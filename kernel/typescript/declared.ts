// What a cell sees declared: by the cells before it, by the program, and by the house.
import type { Fields } from "../../dsl/types/types.ts";
import { asking, declarations, prelude } from "../../runtime/module/declarations.ts";
import type { Outline } from "../../runtime/module/outline.ts";
import { carried, namesIn, unchecked } from "./carried.ts";

type Has = (name: string) => boolean;
export interface Declared {
  /** All that a cell sees, as declarations. */
  readonly seen: (values: Fields) => string;
  /** After a cell, what `all` declares of it, of those of its names that have a value, and of earlier cells. */
  readonly enter: (all: string, outline: Outline, values: Fields, has: Has) => void;
  /** After a cell whose types nobody has looked at. */
  readonly skip: (outline: Outline, has: Has) => void;
  readonly forget: () => void;
}

export function declared(): Declared {
  let text = "";
  const kindsOf = ({ names }: Outline) => new Map(names.map(({ name, kind }) => [name, kind]));
  return {
    forget: () => void (text = ""),
    seen(values) {
      const names = namesIn(text);
      // a name that a cell declares hides the value of the program
      const open = Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)));
      const asked = names.has("input") || Object.hasOwn(values, "input") ? "" : asking;
      return `${prelude}${asked}${declarations(open)}${text}`;
    },
    enter(all, outline, values, has) {
      const own = kindsOf(outline);
      const before = namesIn(text);
      const stays = (name: string): boolean => {
        const kind = own.get(name);
        if (kind !== undefined) return kind === "type" || has(name);
        return before.has(name) || !(name === "input" || Object.hasOwn(values, name));
      };
      // what did not get its new value has the old one
      const old = carried(text, (name) => own.has(name) && !stays(name), false);
      text = `${carried(all, stays)}\n${old}`;
    },
    skip(outline, has) {
      const own = kindsOf(outline);
      const rest = carried(text, (name) => !own.has(name));
      text = carried(`${rest}\n${unchecked(outline)}`, (name) => {
        const kind = own.get(name);
        return kind === undefined || kind === "type" || has(name);
      });
    },
  };
}
