// Programs that read: what the systems of docs/systems.md promise of answers, with models whose answers follow from what they see.
import { expect, test } from "vitest";
import { amiss } from "./amiss.ts";

const other = [
  "The old mill is red.",
  "A boat is green.",
  "Nobody lives there.",
  "Salt was sold by the lake.",
];
const fact = "It burnt in 1901.";
/** The sentence that answers among so many others, at one place or another. */
const context = (padding: number, at: number): string => {
  const all = Array.from({ length: padding }, (_, n) => other[n % other.length]!);
  return all.toSpliced(at, 0, fact).join(" ");
};

test("ALR² with a model that finds the fact: what else stands in the context, in which order and how much, changes nothing", async () => {
  const rows = [0, 1, 2, 3].map((at) => ({
    id: `q${at}`,
    question: "When did it burn?",
    none: fact,
    few: context(3, at),
    many: context(80, at * 20),
  }));
  expect(
    await amiss(
      `
model copyist = scripted(p => extract(p, "It burnt in [0-9]+\\\\.") ?? "Nothing burnt.")
model thinker = scripted(p => extract(p, "burnt in ([0-9]+)", group: 1) ?? "unknown")
data qa = table(${JSON.stringify(rows)})
prompt find(context: Text, question: Text) -> Text { user """{{ context }} {{ question }}""" }
prompt reason(facts: Text, question: Text) -> Text { user """{{ facts }} {{ question }}""" }
run r over qa vary padding in [0, 3, 80] {
  step context = if padding == 0 then .none else if padding == 3 then .few else .many
  step copied = ask find(.context, .question) with copyist
  step read = facts(.copied, of: .context)
  step output = ask reason(join(.read.facts, "\\n"), .question) with thinker
}
score s of r by [padding] {
  metric em = exact(.output, "1901")
  metric found = recall(.read.facts, ["${fact}"])
  metric invented = len(.read.invented)
}
chart curve = s |> line(x: padding, y: em)
check s |> at_least(em, 1) as "right in each length"
check s |> at_least(found, 1) as "found in each length"
check s |> at_most(invented, 0) as "nothing invented"
check len(r) == 12 as "every order and length"
check len(r |> where(.output == "1901")) == 12 as "all are right"
show s
show curve`,
    ),
  ).toEqual([]);
});

test("DoubleDipper with a model that reads what it cites: wherever the paragraph stands it is found, and a model that cites the first has no answer elsewhere", async () => {
  expect(
    await amiss(
      `
fn about(text: Text) -> Text = "Question: What does it say of " + split(text, " ")[0] + "?\\nAnswer: " + split(text, " ")[2]
fn careful(p: Text) -> Text = "Relevant paragraph: [" + (extract(p, "\\\\[([0-9]+)\\\\] two is", group: 1) ?? "0") + "]\\nAnswer: " + (extract(p, "\\\\] two is ([a-z])", group: 1) ?? "none")
fn hasty(p: Text) -> Text = "Relevant paragraph: [1]\\nAnswer: " + (extract(p, "\\\\[1\\\\] two is ([a-z])", group: 1) ?? "none")
model writer = scripted(about)
model whole = scripted(careful)
model first = scripted(hasty)
data qa = table([{ id: "q" }])
prompt write(paragraph: Text) -> Text { user """{{ paragraph }}""" }
prompt long(paragraphs: Text[], demos: Json[]) -> Text {
  user """{{#each p, i in paragraphs }}[{{ i + 1 }}] {{ p }}
    {{#end}}{{#each d in demos }}Question: {{ d.question }}
    Relevant paragraph: [{{ d.paragraph }}]
    Answer: {{ d.answer }}
    {{#end}}Question: What does it say of two?"""
}
run r over qa vary position in [1, 2, 3, 4, 5, 6] {
  step paragraphs = map([1, 2, 3, 4, 5, 6], i => if i == position then "two is b" else """n{{ i }} is x""")
  step drawn = recycle(.paragraphs, k: 3, seed: 7)
  step one = ask write(.drawn[0].text) with writer
  step two = ask write(.drawn[1].text) with writer
  step demos = recycled_demos([.one, .two], of: [.drawn[0], .drawn[1]], among: .paragraphs, question: "What does it say of two?")
  step sound = ask long(.paragraphs, .demos) with whole
  step biased = ask long(.paragraphs, .demos) with first
  step read = cited(.sound, among: .paragraphs)
  step guess = cited(.biased, among: .paragraphs)
}
score s of r by [position] {
  metric em = exact(.read.answer ?? "", "b")
  metric hit = precision(.read.ids, [.position])
  metric biased = exact(.guess.answer ?? "", "b")
}
chart sweep = s |> line(x: position, y: em)
show sweep
check len(r |> where(.read.answer == "b")) == 6 as "found wherever it stands"
check len(r |> where(.guess.answer == "b")) == 1 as "only at the first place"
check s |> at_least(hit, 1) as "what is cited is where it stands"
check len(r |> where(any(.demos, d => has(d.question, "of two")))) == 0 as "the item's own question is no demonstration"`,
    ),
  ).toEqual([]);
});

test("a model that repeats its context, one that ignores it and one that abstains are told apart, and only the first follows another entity", async () => {
  expect(
    await amiss(
      `
model parrot = scripted(p => (extract(p, "It was built by [A-Z][a-z]+") ?? "unknown") + " [1].")
model ignorer = scripted(p => "The king made that castle long ago.")
model silent = scripted(p => "unknown")
data qa = table([
  { id: "a", question: "Who built it?", said: "It was built by Ames. It is red.", gold: ["1"], who: "Ames" },
  { id: "b", question: "Who built it?", said: "It was built by Brun. It is red.", gold: ["1"], who: "Brun" },
])
prompt open(context: Text, question: Text) -> Text { user """[1] {{ context }} {{ question }}""" }
prompt closed(question: Text) -> Text { user """{{ question }}""" }
run r over qa
  vary reader in { parrot: parrot, ignorer: ignorer, silent: silent }
  vary arm in { open: open(.said, .question), closed: closed(.question) }
{ ask arm with reader }
score s of r by [reader, arm] {
  metric grounded = groundedness(.output, [.said])
  metric cite = citation(.output, .gold)
  metric abstained = abstains(.output, ["unknown"])
  metric follows = contains(.output, .who)
}
show s
check s |> delta(grounded, reader: ["parrot", "ignorer"], arm: "open").mean == 1 as "grounded"
check s |> delta(cite, reader: ["parrot", "silent"], arm: "open").mean == 1 as "cites"
check s |> delta(abstained, reader: ["silent", "parrot"], arm: "open").mean == 1 as "abstains"
check s |> delta(follows, reader: ["parrot", "ignorer"], arm: "open").mean == 1 as "follows what the context says now"
check s |> delta(abstained, arm: ["closed", "open"], reader: "parrot").mean == 0 as "without a context it has nothing to repeat, and cites all the same"`,
    ),
  ).toEqual([]);
});
