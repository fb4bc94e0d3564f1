// Whole programs beside all they become: X.strux, its tree X.ast.txt, its plan X.plan.json, what it shows X.txt, its charts X.vl.json.
// Regenerate with `npx vitest run test/golden -u`, and read the difference.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parsed, show } from "../help.ts";
import { ranIn } from "../runtime/module/help.ts";
import { parrot } from "./parrot.ts";

const folder = import.meta.dirname;
const programs = readdirSync(folder).filter((name) => name.endsWith(".strux"));
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

test.each(programs)("%s", async (name) => {
  const text = readFileSync(`${folder}/${name}`, "utf8");
  const beside = (kind: string): string => `${folder}/${name.replace(/strux$/, kind)}`;
  await expect(`${parsed(text).statements.map(show).join("\n")}\n`).toMatchFileSnapshot(beside("ast.txt"));

  const { compiled, failed, events } = await ranIn(folder, text, undefined, parrot);
  await expect(json(compiled.plan)).toMatchFileSnapshot(beside("plan.json"));

  expect(failed).toEqual([]);
  const shown = events.flatMap((event) =>
    event.kind === "display" && !event.volatile ? [String(event.bundle.data["text/plain"])] : [],
  );
  await expect(`${shown.join("\n\n")}\n`).toMatchFileSnapshot(beside("txt"));

  const specs = events.flatMap((event) =>
    event.kind === "display" ? (event.bundle.data["application/vnd.vegalite.v5+json"] ?? []) : [],
  );
  await expect(json(specs)).toMatchFileSnapshot(beside("vl.json"));
});
