// What a model is told so that it fills a shape: the task, the shape by its parts, the text.
import type { PlanField, PlanType } from "../../../dsl/plan/shape-plan.ts";
import type { ShapeValue } from "../../value.ts";

const TASK = `Fill in a form from a text. Answer with one JSON object and nothing else.

- Say only what the text says, in its own words where that is possible.
- Every field of the form is in the object, under its name, and no other. Where null is allowed and the text does not say what a field is about, the field is null.
- A list has as many items as the form says.`;

/** The task, the form that the shape is, and the text. */
export const shapePrompt = (text: string, shape: ShapeValue): string =>
  [TASK, `Form:\n${formText(shape)}`, `Text:\n${text.trim()}`, "JSON:"].join("\n\n");

/** The prompt again, with a reply and what is wrong in it. */
export const correcting = (prompt: string, reply: string, faults: readonly string[]): string =>
  `${prompt}\n${reply}\n\nThat is wrong:\n${faults.map((fault) => `- ${fault}`).join("\n")}\n\nThe whole object without these mistakes, as JSON:`;

/** The parts of a shape, one after the other: what each field is, in the words that a model is told. */
export const formText = ({ parts }: ShapeValue): string =>
  parts
    .map(
      ({ name, fields }) =>
        `${name} = {\n${fields.map((one) => `  ${fieldText(one, parts)}`).join(",\n")}\n}`,
    )
    .join("\n");

const fieldText = ({ name, of, items }: PlanField, parts: ShapeValue["parts"]): string =>
  `${JSON.stringify(name)}: ${words(of, parts, items)}`;

/** @param items of a list: how many it holds */
function words(of: PlanType, parts: ShapeValue["parts"], items: PlanField["items"] = null): string {
  switch (of.kind) {
    case "optional":
      return `${words(of.of, parts, items)}, or null`;
    case "list":
      return `[${words(of.of, parts)}, ...]${many(items)}`;
    case "union":
      return of.of.map((one) => words(one, parts)).join(" or ");
    case "part":
      return parts[of.part]?.name ?? "";
    case "word":
      return JSON.stringify(of.word);
    default:
      return { text: "text", int: "whole number", num: "number", bool: "true or false", any: "value" }[
        of.kind
      ];
  }
}

function many(items: PlanField["items"]): string {
  if (!items || (items.min === 0 && items.max === null)) return "";
  const { min, max } = items;
  if (max === null) return ` with ${min} items or more`;
  return min === max ? ` with ${min} items` : ` with ${min} to ${max} items`;
}
