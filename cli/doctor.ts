// strux doctor: what this machine offers, and what is missing with the way to get it.
import { availableParallelism, totalmem } from "node:os";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../runtime/shipped.ts";
import {
  type DeviceKind,
  type LoadedModel,
  ModelError,
  modelMachine,
  type Presence,
  presence,
  startRunner,
} from "../runtime/model/index.ts";
import { openStore, storePlace } from "../runtime/store/open.ts";
import { command } from "./command.ts";
import { type Finding, tell } from "./finding.ts";
import { version } from "./version.ts";

export const doctor = command({
  name: "doctor",
  options: { json: { type: "boolean" } },
  async run(values) {
    const findings = [machine(), await store(), ...(await providers())];
    tell(findings, values.json ?? false);
    return findings.some(({ what, ok }) => !ok && ["machine", "store", "cpu"].includes(what)) ? 1 : 0;
  },
});

const machine = (): Finding => ({
  what: "machine",
  ok: true,
  text: `strux ${version}, node ${process.version}, ${process.platform}-${process.arch}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
});

async function store(): Promise<Finding> {
  const place = storePlace(process.env);
  const probe = join(place, `.probe-${process.pid}`);
  try {
    await mkdir(place, { recursive: true });
    await writeFile(probe, "");
    await rm(probe);
    return { what: "store", ok: true, text: openStore(place).remark() ?? place };
  } catch (error) {
    return {
      what: "store",
      ok: false,
      text: `${place} cannot be written (${(error as Error).message}); set STRUX_STORE to a folder`,
    };
  }
}

const backendOf = ({ backend, backendReason }: LoadedModel): string =>
  backendReason === undefined ? `${backend} backend` : `${backend} backend, since ${backendReason}`;

/** A provider: what of it is there, and whether the embedded model loads on it. */
interface ProviderFinding extends Finding {
  readonly present: boolean;
  readonly loadable: boolean;
  readonly missing: readonly string[];
}

async function providers(): Promise<Finding[]> {
  const dir = join(packageRoot, "models", "strux-nano");
  if (!existsSync(dir))
    return [{ what: "model", ok: false, text: `${dir} is missing: reinstall the package` }];
  const machine = await modelMachine();
  const found: Finding[] = [];
  for (const kind of ["cpu", "webgpu", "cuda", "tensorrt", "dml", "coreml"] as const)
    found.push(await provider(kind, dir, presence(kind, machine)));
  return found;
}

/** Loads a model on the provider: the only honest answer to "does it work here". A process of its own, as it may die. */
async function provider(
  kind: DeviceKind,
  dir: string,
  { present, missing, how }: Presence,
): Promise<ProviderFinding> {
  const runner = startRunner();
  try {
    const loaded = await runner.load({ dir, providers: [{ kind }] });
    const text = `strux-nano loads in ${Math.round(loaded.ms)} ms (${loaded.runtime}, ${backendOf(loaded)})`;
    return { what: kind, ok: true, text, present: true, loadable: true, missing: [] };
  } catch (error) {
    const said = error instanceof ModelError ? error.cause : String(error);
    const why = /^no usable provider: \w+ \((.*)\)$/.exec(said)?.[1] ?? said;
    // the list says more than the name of its first
    const reason = missing.length > 0 && why.startsWith("library not loadable") ? [] : [why];
    const lost = missing.length === 0 ? [] : [`missing: ${missing.join(", ")}`];
    const text = `${present ? "present, not loadable" : "not present"}: ${[...reason, ...lost].join("; ")}`;
    return { what: kind, ok: false, text, present, loadable: false, missing, ...(how !== "" && { how }) };
  } finally {
    await runner.close();
  }
}
