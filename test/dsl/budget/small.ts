// A program that tests of the budget rest on, and what the budget says of more of it: words are tokens, two more around each message.
import type { Budget } from "../../../dsl/budget/budget.ts";
import { type Facts, needKey } from "../../../dsl/types/known.ts";
import { int, list, text as textType } from "../../../dsl/types/types.ts";
import { library } from "../../../runtime/library.ts";
import { text } from "../../help.ts";
import { counted } from "../counted.ts";
import { sourceOf, told } from "../small.ts";

export const words = (n: number): string => "word ".repeat(n).trim();
export const facts: Facts = {
  columns: {
    [needKey("csv", { path: "qa.csv" })]: {
      columns: { id: int, question: textType, context: textType, short: textType, answers: list(textType) },
      longest: {
        question: { texts: ["which was it", "which"], all: true },
        context: { texts: [words(900)], all: false },
        short: { texts: [words(30), words(2)], all: true },
        answers: { texts: ["the old mill"], all: true },
      },
    },
  },
  models: {
    [needKey("onnx", { folder: "tiny" })]: { found: true, window: 100 },
    [needKey("onnx", { folder: "wide" })]: { found: true, window: 1000 },
    [needKey("onnx", { folder: "mute" })]: {
      found: true,
      window: null,
      refused: { code: "E507", message: "nothing in mute states the window", hint: "add it" },
    },
  },
};
export const start = `data qa = csv("qa.csv")
model tiny = onnx("tiny") { max_tokens: 10 }
model wide = onnx("wide") { max_tokens: 10 }
prompt ask1(context: Text, question: Text = "") { user """Read: {{ context }} Then say: {{ question }} """ }
`;

export const program = (strings: TemplateStringsArray, ...values: readonly (string | number)[]) =>
  counted(sourceOf(start + text(strings, ...values)), library, facts);
/** What is said, lines counted from the first one below the common start. */
export function said(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string[] {
  const source = sourceOf(start + text(strings, ...values));
  return told(source, counted(source, library, facts)).map((line) =>
    line.replace(/ (\d+):/, (_, at: string) => ` ${Number(at) - 4}:`),
  );
}
/** `prompt with model: 5 context + 3 fixed text = 8 of 100`. */
const shown = ({ prompt, model, parts, total, window }: Budget): string =>
  `${prompt} with ${model}: ${parts.map(({ tokens, name, kind }) => `${tokens ?? "?"} ${name}${["written", "output"].includes(kind) ? "" : ` (${kind})`}`).join(" + ")} = ${total ?? "?"} of ${window}`;
export const summed = (strings: TemplateStringsArray, ...values: readonly (string | number)[]): string[] =>
  program(strings, ...values).budgets.map(shown);
