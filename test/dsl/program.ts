// One program that uses most of the language; several suites parse it, break it and walk it.
export const program = String.raw`language 1
set reactive "pure"
use "./scores.ts" as lab
use { helper, other } from "base.strux"
param seed: Int = 7

/// Questions over several documents.
/// Only those that have an answer.
data qa = jsonl("data/questions.jsonl", as: {id: "Id"}) |> where(count(.answers) > 0) |> sample(200, seed: seed)
let budget: Int = 4Ki - 96 // tokens
fn short(x: Text, n: Int = 20) -> Bool = len(x) <= n and not (x == "")

model small = onnx("models/tiny-int4") on cuda(0) else dml else cpu { window: 8Ki }
model long = onnx("models/tiny-int4") on cuda else cpu {
  rope: ntk(factor: 8)
  kv: recycled(every: 50, keep: 4096),
}

shape Map { scope: Text   topics: Topic[] [1..6] { name: Text   facts: Text[] [1..] } }
data mapped = qa |> derive(map: structurize(.context, as: Map, with: small))

prompt plain(question: Text, context: Text) -> Text {
  system """Reply in a few words. An object such as {"a": {"b": 1}} needs no escape."""
  shots 2 from train |> sample(20, seed: 1) { user """{{ .question }}""" assistant """{{ .answers[0] }}""" }
  user """
    {{ context }}
    {{#if len(question) > 200 }}Be brief.{{#else}}Take {{ {a: {b: 1}}.a.b }} step.{{#end}}
    {{#each fact, i in facts(context) }}
    {{ i + 1 }}. {{ fact }}
    {{#end}}
    Question: {{ question }}
  """
  stop: ["\n", """x{{ seed }}"""]
}
prompt chat(turns: Messages, topic: "a" | "b" = "a") -> {answer: Text, sure: Num?} { messages turns.all }

run answers over mapped
  vary len in [512, 1024, 2Ki]
  vary arm in { plain: plain(question: .question, context: .context |> pack(len)),
                mapped: plain(question: .question, context: .map |> prune(keep: 0.6) |> render("list") |> pack(len)) }
{
  step hits = retrieve(index, .question, k: 10) when .hard ?? false
  step facts = ask plain(.question, .context) with long
  ask arm with if .lang == "zh" then long else small { max_tokens: 48, temperature: 0.7 }
  seeds: [1, 2, 3]
  limit: null
}

score quality of answers by [arm, len, .dataset] {
  metric f1 = token_f1(.output, .answers, variant: "squad1")
  metric hit = lab.hit(.passages |> where(p => p.title in .titles))
  ci: bootstrap(2000, level: 95%, paired: .id)
}
chart fig1 = quality |> line(x: len, y: f1, color: arm) with { title: "F1 by length" }
check quality |> delta(f1, arm: ["mapped", "plain"]).lo >= 0 as "a map helps"
explain answers
preview plain for qa[3]
show qa |> slice(0, 5)
`;
