// strux doctor: what this machine offers, and what is missing with the way to get it.
import { availableParallelism, totalmem } from "node:os";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../runtime/files-node.ts";
import { deviceName, type LoadedModel, ModelError, startRunner } from "../runtime/model/index.ts";
import { storePlace } from "../runtime/store-files.ts";
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
    return { what: "store", ok: true, text: place };
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

/** Loads the embedded model on each provider: the only honest answer to "does it work here". */
async function providers(): Promise<Finding[]> {
  const dir = join(packageRoot, "models", "strux-nano");
  if (!existsSync(dir))
    return [{ what: "model", ok: false, text: `${dir} is missing: reinstall the package` }];
  const found: Finding[] = [];
  for (const kind of ["cpu", "webgpu", "cuda", "tensorrt", "dml", "coreml"] as const) {
    const runner = startRunner();
    try {
      const loaded = await runner.load({ dir, providers: [{ kind }] });
      found.push({
        what: kind,
        ok: true,
        text: `strux-nano loads in ${Math.round(loaded.ms)} ms (${loaded.runtime}, ${backendOf(loaded)})`,
      });
    } catch (error) {
      const text = error instanceof ModelError ? error.cause : String(error);
      found.push({ what: deviceName({ kind }), ok: false, text });
    } finally {
      await runner.close();
    }
  }
  return found;
}
