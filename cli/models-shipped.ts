// strux models list, doctor: the models that the package brings along, and whether they are as they were trained and load here.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gives, inspect, ModelError, startRunner } from "../runtime/model/index.ts";
import { packageRoot, shippedModels } from "../runtime/shipped.ts";
import { many } from "../runtime/show/bundle.ts";
import { roundly } from "../runtime/show/model.ts";
import { sizeText } from "../runtime/size-text.ts";
import { command, fail } from "./command.ts";
import { type Finding, tell } from "./finding.ts";

export const modelsList = command({
  name: "models list",
  options: { json: { type: "boolean" } },
  async run(values, more) {
    if (more.length > 0) return fail("models list takes options alone");
    const all = shippedModels().map((name) => listed(name));
    tell(all, values.json ?? false);
    return all.every(({ ok }) => ok) ? 0 : 1;
  },
});

export const modelsDoctor = command({
  name: "models doctor",
  options: { json: { type: "boolean" } },
  async run(values, more) {
    if (more.length > 0) return fail("models doctor takes options alone");
    const names = shippedModels();
    const all: Finding[] = [];
    for (const name of names) all.push(await examined(name));
    if (names.length === 0) all.push({ what: "models", ok: false, text: "there are none", how: AGAIN });
    tell(all, values.json ?? false);
    return all.every(({ ok }) => ok) ? 0 : 1;
  },
});

const AGAIN = "install the package again";

const folderOf = (name: string): string => join(packageRoot, "models", name);

/** A model of the package: what its files say, nothing loaded. */
interface Listed extends Finding {
  readonly gives: string;
  readonly parameters: number | null;
  /** Of its weights. */
  readonly bytes: number;
  readonly window: number;
}

function listed(name: string): Finding {
  return worded(name, () => {
    const { parameters, weights, encoder, cache, refused } = inspect(folderOf(name));
    if (refused !== null) return { what: name, ok: false, text: refused, how: AGAIN };
    const bytes = weights.reduce((sum, [, size]) => sum + size, 0);
    const [writes, window] = [encoder ? gives[encoder.kind] : "text", (encoder ?? cache)?.window ?? 0];
    const parts = [
      writes,
      ...(parameters === null ? [] : [`${roundly(parameters)} parameters`]),
      sizeText(bytes),
      `window ${many(window)}`,
      `onnx("${name}")`,
    ];
    return {
      what: name,
      ok: true,
      text: parts.join(", "),
      gives: writes,
      parameters,
      bytes,
      window,
    } satisfies Listed;
  });
}

/** A model that cannot be looked at is a finding too. */
function worded(name: string, look: () => Finding): Finding {
  try {
    return look();
  } catch (error) {
    if (error instanceof ModelError) return { what: name, ok: false, text: error.cause, how: error.fix };
    throw error;
  }
}

async function examined(name: string): Promise<Finding> {
  const changed = changedFiles(folderOf(name));
  if (changed.length > 0)
    return { what: name, ok: false, text: `not as it was trained: ${changed.join(", ")}`, how: AGAIN };
  const runner = startRunner();
  try {
    const { ms, runtime } = await runner.load({ dir: folderOf(name), providers: [{ kind: "cpu" }] });
    return { what: name, ok: true, text: `files as trained, loads in ${Math.round(ms)} ms (${runtime})` };
  } catch (error) {
    if (error instanceof ModelError) return { what: name, ok: false, text: error.cause, how: error.fix };
    throw error;
  } finally {
    await runner.close();
  }
}

/** Files that are not what the model's manifest says. */
function changedFiles(dir: string): string[] {
  const place = join(dir, "manifest.json");
  if (!existsSync(place)) return ["manifest.json"];
  const { files } = JSON.parse(readFileSync(place, "utf8")) as {
    readonly files: { readonly [name: string]: { readonly sha256: string } };
  };
  return Object.entries(files).flatMap(([name, { sha256 }]) =>
    existsSync(join(dir, name)) && digest(join(dir, name)) === sha256 ? [] : [name],
  );
}

const digest = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
