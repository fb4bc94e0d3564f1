// The grammars for editors as they lie in the tree are those that follow from the token list.
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../bin/build.mjs";
import { codeMirror } from "../../editors/codemirror.ts";
import { textMate } from "../../editors/textmate.ts";

test("the generated files are up to date (else: npx vitest run test/editors/generated.test.ts -u)", async () => {
  await expect(textMate()).toMatchFileSnapshot(join(root, "editors", "strux.tmLanguage.json"));
  await expect(codeMirror()).toMatchFileSnapshot(join(root, "editors", "codemirror", "strux.js"));
});
