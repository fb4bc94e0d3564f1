// Programs that search for what stands in a prompt: neighbours by topic, demonstrations for translation, rewritten questions, long documents by their passages.
import { expect, test } from "vitest";
import { amiss } from "./amiss.ts";

const topics = ["mill", "boat", "house", "lake", "river", "castle"];
const moods = ["joyful", "angry", "sad"];
/** Posts of a topic share its word and its mood; the asked ones do not say the mood. */
const pool = topics.flatMap((topic, at) =>
  [0, 1].map((n) => ({ id: `${topic}${n}`, text: `@ann the ${topic} ${moods[at % 3]} ${n}`, topic })),
);
const posts = topics.map((topic, at) => ({
  id: `${topic}0`,
  text: `the ${topic} today`,
  mood: moods[at % 3],
}));

test("HICL: a neighbour of the same topic tells what the post does not say, one drawn at random tells less, none nothing; the post itself is never its neighbour", async () => {
  expect(
    await amiss(`
model reader = scripted(p => extract(p, "(joyful|angry|sad)") ?? "none")
prompt read(text: Text) -> Text { user """{{ text }}""" }
data pool = table(${JSON.stringify(pool)})
data posts = table(${JSON.stringify(posts)})
run r over posts vary arm in ["topic", "random", "none"] {
  step others = pool |> where(p => p.id != .id)
  step near = if arm == "topic" then .others |> bm25(to: .text, on: .text) |> slice(0, 1) else .others |> random(seed: 4) |> slice(0, 1)
  step input = if arm == "none" then .text else trigger_template(.text |> normalize("post"), near: [.near[0].text |> normalize("post")], triggers: "010")
  step output = ask read(.input) with reader
}
score s of r by [arm] { metric accuracy = exact(.output, .mood) }
check s |> delta(accuracy, arm: ["topic", "none"]).mean == 1 as "by topic all are right, alone none"
check s |> delta(accuracy, arm: ["topic", "random"]).mean > 0.2 as "topic is more than chance"
check len(r |> where(.near[0].id == .id)) == 0 as "never itself"
check len(r |> where(has(.input, "@ann"))) == 0 as "names are cleaned"`),
  ).toEqual([]);
});

test("stance is scored by the mean F1 of favour and against, in which neutral ones are no class", async () => {
  // favour: 2 of 3 found, 2 of 2 right: 0.8; against: 1 of 1 found, 1 of 2 right: 2/3
  expect(
    await amiss(`
data said = table([
  { gold: "favour", out: "favour" }, { gold: "favour", out: "favour" }, { gold: "favour", out: "none" },
  { gold: "against", out: "against" }, { gold: "none", out: "against" }, { gold: "none", out: "none" },
])
data report = classification_report(said, .gold, .out) |> where(.class == "favour" or .class == "against")
data stance = report |> aggregate(f1: mean(.f1))
check abs(stance[0].f1 - (0.8 + 2 / 3) / 2) < 0.000001 as "by hand"`),
  ).toEqual([]);
});

const lexicon: { readonly [word: string]: string } = {
  mill: "mlin",
  old: "star",
  red: "rdec",
  boat: "coln",
  burns: "gori",
  sinks: "tone",
  waits: "caka",
  big: "velik",
};
const sentence = (words: readonly string[]): string => words.map((word) => lexicon[word]!).join(" ");
const corpus = ["mill", "boat"].flatMap((thing) =>
  ["old", "red", "big"].flatMap((kind) => ["burns", "sinks"].map((does) => [kind, thing, does])),
);

test("SM-UMT with a model that knows the words it was shown: examples by shared words translate more than examples at random, and no target is touched", async () => {
  // of each sentence of the corpus the way back is right; the model knows the words of its demonstrations alone
  const rows = corpus.map((words, at) => ({ id: `c${at}`, target: sentence(words), weak: words.join(" ") }));
  expect(
    await amiss(`
data words = table(${JSON.stringify(Object.entries(lexicon).map(([from, to]) => ({ word: to, translation: from, back: to })))})
data pairs = lexicon(words, word: .word, translation: .translation, back: .back)
data corpus = table(${JSON.stringify(rows)})
data synth = corpus |> derive(made: word_by_word(.target, pairs)) |> mined(source: .made, target: .target)
data asked = table([{ id: "t1", text: "old mill burns", answer: "star mlin gori" }, { id: "t2", text: "big boat sinks", answer: "velik coln tone" }])
run r over asked vary arm in ["random", "bm25"] {
  step others = synth |> where(p => p.made != .text)
  step demos = (if arm == "bm25" then .others |> bm25(to: .text, on: .made) else .others |> random(seed: 3)) |> slice(0, 4)
  step shown = (.demos |> aggregate(all: join(.made, "; ")))[0].all
  step known = map(split(.text, " "), w => if has(.shown, w) then 1 else 0)
  step shared = mean(.known)
}
score s of r by [arm] { metric shared = .shared }
check len(synth |> where(.made == .weak)) == ${rows.length} as "the way back is right"
check (synth |> aggregate(all: join(.target, "|")))[0].all == ${JSON.stringify(rows.map(({ target }) => target).join("|"))} as "targets are those of the corpus"
check s |> delta(shared, arm: ["bm25", "random"]).mean > 0 as "more words of the sentence are among its examples"
check len(r |> where(any(split(.shown, "; "), d => d == .text))) == 0 as "the sentence itself is none"`),
  ).toEqual([]);
});

test("HyDE and rewriting: what the question finds stays, and what the written passage finds comes along", async () => {
  expect(
    await amiss(`
model writer = scripted(p => if has(p, "age") then "The mill was built in 1802." else "I cannot say.")
data docs = table([
  { id: "a", text: "The mill was built in 1802 by Ames." }, { id: "b", text: "The age of salt began here." },
  { id: "c", text: "A red boat lies on the lake." }, { id: "d", text: "Nothing is known." },
])
let idx = index(passages(docs, id: .id, text: .text))
data questions = table([{ id: 1, q: "What age has it?", relevant: ["a", "b"] }, { id: 2, q: "Where is the red boat?", relevant: ["c"] }])
prompt imagine(question: Text) -> Text { user """Write a passage that answers. {{ question }}""" }
run r over questions {
  step written = ask imagine(.q) with writer
  step base = idx |> retrieve(.q, k: 10)
  step union = fuse([.base, idx |> retrieve(.written, k: 10)])
  step hyde = idx |> retrieve(.written, k: 10)
}
score s of r { metric base = recall(.base, .relevant) metric union = recall(.union, .relevant) }
check len(r |> where(all(.base, p => any(.union, u => u.id == p.id)))) == 2 as "nothing that the question finds is lost"
check len(r |> where(recall(.union, .relevant) >= recall(.base, .relevant))) == 2 as "recall does not fall"
check recall(r[0].union, r[0].relevant) == 1 and recall(r[0].base, r[0].relevant) < 1 as "and rises where the passage helps"
check r[0].hyde[0].id == "a" as "the written passage finds what it is like"`),
  ).toEqual([]);
});

test("long documents whose answer stands late: by their beginning they are not found, by the best of their passages they are", async () => {
  const fillers = Array.from({ length: 12 }, (_, at) => `Sentence ${at} tells of nothing.`).join(" ");
  const keys = ["amber", "birch", "cedar", "dune"];
  expect(
    await amiss(`
data docs = table(${JSON.stringify(keys.map((key) => ({ id: key, filler: fillers, needle: `The secret of the ${key} is kept.` })))})
data made = docs |> derive(text: needles(.filler, needles: [.needle], depths: [0.9], tokenizer: "words").text)
data parts = made |> derive(part: chunk(.text, size: 16, tokenizer: "words")) |> unroll(.part) |> derive(text: .part.text) |> row_number(as: "nth")
let whole = index(passages(made, id: .id, text: .text |> truncate(20, tokenizer: "words")))
let pieces = index(passages(parts, id: .nth, text: .text, title: .id))
data questions = table(${JSON.stringify(keys.map((key) => ({ id: key, q: `the secret of the ${key}`, relevant: [key] })))})
run r over questions {
  step first = whole |> retrieve(.q, k: 10)
  step best = documents(pieces |> retrieve(.q, k: 50), of: p => p.title, score: "max")
}
score s of r { metric head = ndcg(.first, .relevant, k: 1) metric maxp = ndcg(.best, .relevant, k: 1) }
check len(r |> where(ndcg(.best, .relevant, k: 1) == 1)) == 4 as "by passages all are first"
check len(r |> where(len(.first) == 0 or ndcg(.first, .relevant, k: 1) < 1)) >= 3 as "by their beginning they are not"`),
  ).toEqual([]);
});
