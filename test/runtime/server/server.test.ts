// Models behind a server: asked like others, through the store, each row by itself; what a server cannot give is refused by name.
import { beforeEach, expect, test } from "vitest";
import { answering } from "../../../runtime/facts.ts";
import type { Files } from "../../../runtime/files.ts";
import { type Net, nodeNet } from "../../../runtime/net.ts";
import { prepare } from "../../../runtime/prepare.ts";
import { progressText } from "../../../runtime/show/progress.ts";
import { memoryStore, type Store } from "../../../runtime/store.ts";
import { reach } from "../call.ts";
import { type Over, ran, type Ran } from "../program.ts";
import { type Peer, peer, said } from "./peer.ts";

let other: Peer;
let waits: number[];
beforeEach(async () => {
  waits = [];
  other = await peer();
  return other.close;
});

const net = (env: Record<string, string> = {}, allowed = true): Net => ({
  ...nodeNet(env, allowed),
  pause: async (ms) => void waits.push(ms),
});

const keyOfPeer = (): string => `STRUX_KEY_127_0_0_1_${new URL(other.url).port}`;
const cells = (words: readonly string[], options = "max_tokens: 8", more = "", http = ""): string => `
model m = http("${other.url}", name: "tiny"${http})
prompt p(text: Text) -> Text { system """Be short.""" user """Say {{ text }}""" }
data t = table([${words.map((word, id) => `{ id: ${id}, text: "${word}" }`).join(", ")}])
run r over t { ask p(.text) with m { ${options} } ${more} }
show r |> select(.id, .output)`;

const asked = (text: string, store: Store = memoryStore(), deps: Over["deps"] = {}): Promise<Ran> =>
  ran(text, { deps: { store, net: net(), ...deps } });
const outputs = (done: Ran): string[] =>
  (done.shown.at(-1) ?? "")
    .split("\n")
    .slice(-8)
    .filter((line) => /^ *\d/.test(line))
    .map((line) => line.trim().split(/ {2,}/)[1] ?? "");

test("a call is one request, with the settings that are set; answers are kept", async () => {
  const store = memoryStore();
  const first = await asked(cells(["one", "two", "one"]), store);
  expect(first.failed).toEqual([]);
  expect(outputs(first)).toEqual(["one", "two", "one"]);
  expect(other.bodies).toHaveLength(2);
  expect(other.bodies[0]).toEqual({
    model: "tiny",
    messages: [
      { role: "system", content: "Be short." },
      { role: "user", content: "Say one" },
    ],
    max_tokens: 8,
    temperature: 0,
  });
  expect(first.volatile.join("\n")).toMatch(
    /^r: 2 calls made, 0 from the store, 1 equal to another call; .* on http:/m,
  );
  expect([...first.program.used]).toEqual([
    ["m", [{ model: "tiny-7", provider: other.url, fingerprint: "fp_1" }]],
  ]);
  // neither the network nor the server is needed again
  const again = await asked(cells(["one", "two", "one"]), store, { net: net({}, false) });
  expect(outputs(again)).toEqual(["one", "two", "one"]);
  expect(other.bodies).toHaveLength(2);
});

test("what is drawn has a seed; the other settings go along", async () => {
  await asked(
    cells(
      ["a"],
      'max_tokens: 8, temperature: 0.5, top_p: 0.9, presence_penalty: 1, stop: ["."]',
      "seeds: [3, 4]",
    ),
  );
  expect(new Set(other.bodies.map(({ seed }) => seed))).toEqual(new Set([3, 4]));
  expect(other.bodies[0]).toMatchObject({ temperature: 0.5, top_p: 0.9, presence_penalty: 1, stop: ["."] });
});

test("another server, model or setting is another call; how many at a time is none", async () => {
  const store = memoryStore();
  await asked(cells(["a"]), store);
  await asked(cells(["a"], "max_tokens: 9"), store);
  await asked(cells(["a"]).replace('"tiny"', '"other"'), store);
  await asked(cells(["a"], "max_tokens: 8", "", ", parallel: 2"), store);
  expect(other.bodies).toHaveLength(3);
  const second = await peer();
  await asked(cells(["a"]).replace(other.url, second.url), store);
  expect(second.bodies).toHaveLength(1);
  await second.close();
});

test("what is waited for first is the server, and no model that would be loaded", async () => {
  let now = 0;
  const { events } = await asked(cells(["a", "b"]), memoryStore(), { clock: () => (now += 250) });
  const told = events.flatMap((event) => (event.kind === "progress" ? [event] : []));
  const phases = [...new Set(told.map(({ phase }) => phase))];
  expect(phases).toEqual(expect.arrayContaining(["reaching", "answers"]));
  expect(phases).not.toContain("loading");
  expect(progressText(told.find(({ phase }) => phase === "reaching")!)).toBe("r: reaching the server");
});

test("so many requests are open at a time as are allowed", async () => {
  other.gather = 3;
  const done = await asked(cells(["a", "b", "c", "d", "e", "f"], "max_tokens: 8", "", ", parallel: 3"));
  expect(done.failed).toEqual([]);
  expect(other.most()).toBe(3);
  expect(outputs(done)).toEqual(["a", "b", "c", "d", "e", "f"]);
});

test("a row that fails fails alone, with its reason", async () => {
  other.faults.set("b", [{ cut: true }]);
  other.faults.set("c", [{ text: "<html>" }]);
  other.faults.set("d", [{ text: "{}" }]);
  other.faults.set("e", [{ status: 400, body: '{"error": {"message": "too long"}}' }]);
  other.faults.set("f", [{ text: said("x").replace('"stop"', '"tool_calls"') }]);
  const done = await asked(cells(["a", "b", "c", "d", "e", "f"]));
  expect(done.failed).toEqual([]);
  const told = done.shown.join("\n");
  expect(told).toContain("5 of 6 rows failed");
  const rows = done.events.find((event) => event.kind === "rows");
  expect(rows).toMatchObject({ failed: 5, of: 6, codes: { E524: 4, E526: 1 } });
});

test("an answer that begins and does not go on is given up after the timeout; the others are kept", async () => {
  other.faults.set("b", [{ stall: true }]);
  const done = await asked(cells(["a", "b"], "max_tokens: 8", "", ", timeout: 0.3"));
  expect(done.failed).toEqual([]);
  expect(done.events.find((event) => event.kind === "rows")).toMatchObject({ failed: 1, codes: { E524: 1 } });
  expect(done.shown.join("\n")).toContain("it breaks off (nothing came for 0.3 s)");
});

test("a busy server is asked again, when it says", async () => {
  other.faults.set("a", [{ status: 429, headers: { "retry-after": "3" } }, { status: 503 }]);
  const done = await asked(cells(["a"]));
  expect(outputs(done)).toEqual(["a"]);
  expect(waits).toEqual([3000, 1000]);
});

test.each<readonly [string, Partial<Pick<Peer, "models">>, string, string]>([
  [
    "a server that is not there",
    {},
    'http("http://127.0.0.1:9/v1", name: "tiny")',
    "E523 2:1 http://127.0.0.1:9/v1 could not be asked: ",
  ],
  [
    "a model it has not",
    {},
    'http("URL", name: "tinny")',
    "E526 2:1 URL has no model 'tinny'; did you mean 'tiny'?",
  ],
  [
    "a device",
    {},
    'http("URL", name: "tiny") on cpu',
    "E525 2:1 'm' is a server: it computes on a device of its own",
  ],
  [
    "a window",
    {},
    'http("URL", name: "tiny") { window: 512 }',
    "E525 2:1 'm' is a server: its tokens are not counted here, so no window can be kept",
  ],
  [
    "no address",
    {},
    'http("localhost:8000", name: "tiny")',
    "E511 2:11 url: \"localhost:8000\" cannot be used with 'http'",
  ],
  [
    "a password in the address",
    {},
    'http("http://me:secret@127.0.0.1/v1", name: "tiny")',
    "E511 2:11 url: \"http://127.0.0.1/v1\" cannot be used with 'http'",
  ],
])("%s", async (_, how, declared, words) => {
  Object.assign(other, how);
  const at = (text: string): string => text.replaceAll("URL", other.url);
  const done = await asked(cells(["a"]).replace(/http\(.*\)/, at(declared)));
  expect(done.failed).toHaveLength(1);
  expect((done.failed[0] ?? "").startsWith(at(words))).toBe(true);
  expect(JSON.stringify(done.events)).not.toContain("secret");
});

test("nothing is sent without --allow-net", async () => {
  const done = await asked(cells(["a"]), memoryStore(), { net: net({}, false) });
  expect(done.failed).toEqual([
    `E526 2:1 tiny is at ${other.url}, and nothing is sent unless that is allowed`,
  ]);
  expect([other.bodies, other.keys]).toEqual([[], []]);
});

test("a key comes from the variable of its host alone, and is in no message", async () => {
  await asked(cells(["a"]), memoryStore(), { net: net({ STRUX_KEY_EXAMPLE_ORG: "sk-other" }) });
  expect(new Set(other.keys)).toEqual(new Set([undefined]));
  other.keys.length = 0;
  other.faults.set("b", [{ status: 401, body: '{"error": {"message": "bad key sk-mine"}}' }]);
  const done = await asked(cells(["b"]), memoryStore(), { net: net({ [keyOfPeer()]: "sk-mine" }) });
  expect(new Set(other.keys)).toEqual(new Set(["Bearer sk-mine"]));
  expect(done.failed).toEqual([`E526 2:1 ${other.url} does not let tiny be asked with this key: bad key …`]);
  expect(JSON.stringify(done.events)).not.toContain("sk-mine");
});

test("a server without a list is asked at once; where nothing is counted, counts are null", async () => {
  other.models = null;
  other.faults.set("a", [{ text: said("yes", { usage: null }) }]);
  const done = await asked(cells(["a"]).replace(".output)", ".output, .usage, .logprob)"));
  expect(done.failed).toEqual([]);
  expect(done.shown.join("\n")).toContain("'m' is a server: .logprob is null");
});

test("where nothing answers any more, it is the server: not every row is tried", async () => {
  const words = Array.from({ length: 80 }, (_, n) => `w${n}`);
  for (const word of words)
    other.faults.set(
      word,
      Array.from({ length: 5 }, () => ({ status: 500 })),
    );
  const done = await asked(cells(words));
  expect(done.failed).toEqual([`E523 2:1 ${other.url} could not be asked: it answers 500, 5 times`]);
  expect(other.bodies.length).toBeLessThan(80 * 5);
});

test("an interrupt keeps what is there and ends what is under way", async () => {
  const [store, stop] = [memoryStore(), new AbortController()];
  const put = store.put.bind(store);
  other.gather = 2;
  const kept: Store = { ...store, put: async (...entry) => (await put(...entry), stop.abort()) };
  const done = await asked(cells(["a", "b", "c", "d"], "max_tokens: 8", "", ", parallel: 2"), kept, {
    signal: stop.signal,
  });
  expect(done.failed[0]).toMatch(/^E130 .*interrupted/);
  expect(other.bodies.length).toBeLessThan(4);
});

test("tokens are refused by name: packing by its tokenizer, a window; explaining and previewing go without", async () => {
  const packed = cells(["a"]).replace("p(.text)", "p(.text |> pack(5))");
  expect((await asked(packed)).failed).toEqual([
    "E525 5:31 'm' is a server: its tokenizer and its weights stay there",
  ]);
  expect((await asked(`${cells(["a"])}\nshow m.window`)).failed).toEqual([
    "E525 7:8 'm' is a server: its tokenizer and its weights stay there",
  ]);
  const looked = await asked(`${cells(["a"])}\nshow m\nexplain r\npreview p for t[0]`, memoryStore());
  const told = [...looked.shown, ...looked.volatile].join("\n");
  expect(told).toContain(`model m = tiny at ${other.url}`);
  expect(told).toContain("its own count of prompt and at most 8 output tokens");
  expect(told).toContain("Say a");
});

test("a check says what it cannot check", async () => {
  const source = { cells: [{ id: "c", label: "c", text: cells(["a"]) }] };
  const { diagnostics } = await prepare(source, answering(reach().files as Files, null));
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
    "I201 the token budget of 'm' is not checked: a server counts tokens itself, and only in its answers",
  ]);
});
