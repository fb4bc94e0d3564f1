// The abstractive form: what is read, and the smallest reply that fails with each code.
import { expect, test } from "vitest";
import { EXAMPLES } from "../../../../runtime/context/structure/examples.ts";
import { readV1, writeV1 } from "../../../../runtime/context/structure/v1.ts";

const source = "The mill burns. It is old. Nobody lives there.";
const reply = (list: string, scope = "A mill"): string =>
  `## Statement's scope:\n\`\`\`${scope}\`\`\`\n\n## Statement's main aspects and corresponding descriptions:\n\`\`\`\n${list}\n\`\`\``;
const code = (text: string, of = source): string => {
  const read = readV1(text, of);
  return "code" in read ? read.code : "none";
};
const good =
  "1. Fire\n    1.1. The mill burns.\n2. Age\n    2.1. The mill is old.\n    2.2. Nobody lives in it.";

test("scope, aspects and descriptions; chatter before the fences is passed over", () => {
  const tree = {
    kind: "tree",
    scope: "A mill",
    aspects: [
      { name: "Fire", descriptions: ["The mill burns."] },
      { name: "Age", descriptions: ["The mill is old.", "Nobody lives in it."] },
    ],
  };
  expect(readV1(reply(good), source)).toEqual({ tree, mended: [] });
  expect(readV1(`Sure! Here it is.\n${reply(good)}`, source)).toEqual({ tree, mended: [] });
  expect(readV1(reply(good, " A \n mill "), source)).toMatchObject({ tree: { scope: "A mill" } });
});

test("numbers of aspects may have gaps; blank lines are mended, and said", () => {
  expect(code(reply("1. A\n    1.1. x\n3. B\n    3.1. y\n7. C\n    7.1. z"))).toBe("none");
  expect(readV1(reply(good.replace("\n2.", "\n\n2.")), source)).toMatchObject({
    mended: ["blank lines inside the list"],
  });
});

test.each([
  ["input_error", reply(good), " \n"],
  ["result_spliter", "1. Fire\n    1.1. The mill burns.", source],
  ["result_spliter", "```A mill```\n1. Fire\n    1.1. The mill burns.", source],
  ["result_scope_str", reply(good, " "), source],
  ["result_level_overflow", reply("1. Fire\n    1.1. It burns.\n        1.1.1. It does."), source],
  ["result_hierarchy_format", reply("1. Fire\n1.1. It burns."), source],
  ["result_hierarchy_format", reply("1. Fire\n\t1.1. It burns."), source],
  ["result_hierarchy_format", reply("1. Fire\n  1.1. It burns."), source],
  ["result_indicator_format", reply("a. Fire\n    a.1. It burns."), source],
  ["result_indicator_format", reply("0. Fire\n    0.1. It burns."), source],
  ["result_indicator_format", reply("1.Fire\n    1.1. It burns."), source],
  ["result_hierarchy_format", reply("1. Fire\n    1.1. It burns.\n2 Age"), source],
  ["result_aspect", reply("1. Fire\n    1.2. It burns."), source],
  ["result_aspect", reply("1. Fire\n    2.1. It burns."), source],
  ["result_aspect", reply("    1.1. It burns."), source],
  ["result_aspect", reply("1. Fire\n    1.1. It burns.\n1. Fire\n    1.1. It burns."), source],
  ["result_aspect", reply(""), source],
  ["parse_error", reply("1. Fire\n2. Age\n    2.1. It is old."), source],
  ["parse_error", reply("1. Fire"), source],
])("%s: %j", (wanted, text, of) => {
  expect(code(text, of)).toBe(wanted);
});

test("what is written is read back as it was", () => {
  for (const { told, sentences } of EXAMPLES)
    expect(readV1(writeV1(told), sentences.join(" "))).toEqual({ tree: told, mended: [] });
});
