// Programs that remember users, and that read a text beside a profile: what is kept, what each part of a profile is worth, attributes of each target.
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeFiles } from "../../../runtime/files-node.ts";
import { encoderDir } from "../model/encoder.ts";
import { folder, makeRunner } from "../model/help.ts";
import { ran } from "../program.ts";
import { amiss } from "./amiss.ts";

const searches = `data logs = table([
  { user: "u1", query: "secret illness of my aunt", found: ["Q1", "Q2"], at: "2026-01-01" },
  { user: "u1", query: "old mills", found: ["Q1"], at: "2026-01-20" },
  { user: "u2", query: "boats", found: ["Q3"], at: "2026-01-02" },
])
data store = logs |> entity_store(user: .user, entities: .found, at: .at)
`;

test("K-LaMP: nothing of what was asked is in the store, in what is shown of it or in a prompt; who is forgotten was never there", async () => {
  const { shown, volatile, events, failed, checks } = await ran([
    searches,
    `data requests = table([{ id: 1, user: "u1", at: "2026-02-01" }])
prompt suggest(hints: Text) -> Text { user """Personal entities: {{ hints }}""" }
run hinted over requests { step hints = remembered(store, user: .user, kind: "familiar", k: 2, seed: 42) }
show store
show hinted
show suggest(join(hinted[0].hints, ", "))
check len(store |> where(.user == "u1")) == 2 as "a row for each entity"
check (store |> forget(user: "u1"))[0].user == "u2" as "the others stay"`,
  ]);
  expect(failed).toEqual([]);
  expect(checks.map(([pass]) => pass)).toEqual([true, true]);
  const told = events.flatMap((event) => (event.kind === "display" ? [JSON.stringify(event.bundle)] : []));
  expect(told.join("\n")).toContain("Q1");
  for (const text of [...shown, ...volatile, ...told]) expect(text).not.toMatch(/secret|aunt|mills|boats/);
});

test("K-LaMP: the same store, request and seed make the same prompt, whatever order the records came in", async () => {
  const prompt = async (order: string) => {
    const { shown, failed } =
      await ran(`${searches.replace("logs |> entity_store", `logs |> ${order} |> entity_store`)}
prompt suggest(hints: Text) -> Text { user """Personal entities: {{ hints }}""" }
show suggest(join(remembered(store, user: "u1", kind: "familiar", k: 1, seed: 3), ", "))
show suggest(join(remembered(store, user: "u1", kind: "lapsed", k: 2, seed: 3, now: "2026-01-21", days: 14), ", "))`);
    expect(failed).toEqual([]);
    return shown.filter((one) => one.includes("Personal"));
  };
  const first = await prompt("random(seed: 1)");
  expect(first).toHaveLength(2);
  expect(first[1]).toContain("Q2");
  for (const seed of [2, 3, 4]) expect(await prompt(`random(seed: ${seed})`)).toEqual(first);
});

test("ProSLU: over the eight subsets of a profile all slots and the intent are right only where the group that decides is there; always the most frequent intent is a baseline", async () => {
  // what "play West Lake" means is said by the kind of the entity, and where it is not there by preferences
  const utterances = [
    { id: 1, intent: "PlayMusic", kind: "song", pref: "music" },
    { id: 2, intent: "PlayMusic", kind: "song", pref: "video" },
    { id: 3, intent: "PlayVideo", kind: "film", pref: "video" },
  ].map((one) => ({
    ...one,
    tags: "O B-name I-name",
    kg: { entity: { name: "West Lake", kind: one.kind } },
    up: { prefs: { likes: one.pref } },
    ca: { place: { where: "home" } },
  }));
  expect(
    await amiss(`
fn told(entity: Bool, prefs: Bool, place: Bool, e: Text, p: Text, c: Text) -> Text = join([if entity then e else "", if prefs then p else "", if place then c else ""], "\\n")
fn intent(p: Text) -> Text = if has(p, "kind：song") then "PlayMusic" else if has(p, "kind：film") then "PlayVideo" else if has(p, "likes：video") then "PlayVideo" else if has(p, "likes：music") then "PlayMusic" else "PlayAudio"
model reader = scripted(p => intent(p) + "\\nO B-name I-name")
prompt slots(utterance: Text, profile: Text) -> Text { user """{{ utterance }}
  {{ profile }}""" }
data u = table(${JSON.stringify(utterances)})
run parsed over u
  vary entity in [true, false]
  vary prefs in [true, false]
  vary place in [true, false]
{
  step profile = told(entity, prefs, place, profile_text(.kg), profile_text(.up), profile_text(.ca))
  step output = ask slots("play West Lake", .profile) with reader
  step said = split(.output, "\\n")
  step right = slot_f1(.said[1], .tags) == 1 and .said[0] == .intent
}
score slu of parsed by [entity, prefs, place] {
  metric f1 = slot_f1(.said[1], .tags)
  metric intent = exact(.said[0], .intent, variant: "raw")
  metric overall = .right
}
check len(parsed) == 24 as "three utterances, eight subsets"
check slu |> delta(overall, entity: [true, false], prefs: true, place: true).mean > 0.3 as "the entity decides where preferences mislead"
check slu |> delta(overall, prefs: [true, false], entity: false, place: false).mean > 0.6 as "without it preferences help"
check slu |> delta(overall, place: [true, false], entity: true, prefs: true).mean == 0 as "where one is changes nothing"
check slu |> delta(intent, entity: [true, false], prefs: false, place: false).mean == 1 as "with neither nothing is known"
check slu |> at_least(f1, 1) as "slots do not depend on it"
data most = u |> count(.intent) |> sort(.n, descending: true)
check mean(map([0, 1, 2], n => if u[n].intent == most[0].intent then 1 else 0)) > 0.6 as "the most frequent intent is right in two of three"`),
  ).toEqual([]);
});

test("target attributes: each target of a sentence has words of its own, none of them itself, and a prompt without them is another one", async () => {
  const place = folder();
  encoderDir("fill", { at: join(place, "f") });
  const deps = { runner: await makeRunner(), files: nodeFiles({ folder: place, env: {} }) };
  expect(
    await amiss(
      `
model masked = onnx("f")
data reviews = table([
  { id: 1, text: "the house is old and the boat is new", target: "house" },
  { id: 2, text: "the house is old and the boat is new", target: "boat" },
])
model reader = scripted(p => if has(p, "Attributes") then "told" else "not told")
prompt judge(text: Text, target: Text, attributes: Text?) -> Text {
  user """{{ text }} {{ target }}? {{#if attributes }}Attributes: {{ attributes }}{{#end}}"""
}
run r over reviews vary arm in ["with", "without"] {
  step attributes = cloze(.text, template: """the {{ .target }} is [MASK].""", target: .target, k: 3, with: masked)
  step words = join(map(.attributes, a => a.word), ", ")
  step output = ask judge(.text, .target, if arm == "with" then .words else null) with reader
}
check len(r |> where(len(.attributes) > 0)) == 4 as "each has some"
check r[0].attributes[0].score != r[2].attributes[0].score as "asked of each target by itself"
check len(r |> where(any(.attributes, a => a.word == .target))) == 0 as "the target is none of its own"
check len(r |> where(.output == "told")) == 2 as "left out, they are not in the prompt"`,
      { deps },
    ),
  ).toEqual([]);
});
