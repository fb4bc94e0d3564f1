// A program that the tests of the language service write into, and short ways to ask at a mark in it.
import { analyse, type Analysis } from "../../../dsl/compile.ts";
import { type Facts, needKey } from "../../../dsl/types/known.ts";
import { library } from "../../../runtime/library.ts";
import { sourceOf } from "../small.ts";

/** What most tests rest on. */
export const base = `
/// Questions over several documents
data qa = table([{id: "a", question: "q", context: "c", answers: ["x"], hard: true}])
model small = onnx("models/strux-nano") on cpu { temperature: 0 }
model large = onnx("models/strux-nano") on cpu
/// Answers with a short span
prompt plain(question: Text, context: Text = "") -> Text { user """{{ context }} {{ question }}""" }
let note = "Be brief."
run answers over qa
  vary len in [64, 128]
  vary arm in { short: plain(.question, .context |> pack(len)), long: plain(.question, .context) }
{ step first = ask arm with small  ask plain(.first) with large { max_tokens: 8 } }
score quality of answers by [arm, len] { metric f1 = token_f1(.output, .answers)  metric em = exact(.output, .answers) }
`;

export const facts: Facts = {
  models: {
    [needKey("onnx", { folder: "models/strux-nano" })]: { found: true, window: 2048 },
    [needKey("onnx", { folder: "decoder" })]: { found: true, window: 512, does: "gen" },
    [needKey("onnx", { folder: "encoder" })]: { found: true, window: 64, does: "embed" },
  },
};
/** A model of each kind. */
export const kinds = `
data qa = table([{id: "a", question: "q"}])
prompt plain(question: Text) -> Text { user """{{ question }}""" }
model dec = onnx("decoder")
model enc = onnx("encoder")
model far = http("http://localhost:8000/v1", name: "m")
`;
export const MARK = "‸";

export interface Marked {
  readonly analysis: Analysis;
  readonly cell: number;
  readonly offset: number;
}

/** The program with one more cell; the mark in it is where is asked. */
export function marked(code: string, before = base): Marked {
  const offset = code.indexOf(MARK);
  const source = sourceOf(before, code.replace(MARK, ""));
  return { analysis: analyse(source, library, facts), cell: 1, offset };
}
