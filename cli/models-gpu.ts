// strux models gpu install, uninstall: the libraries of CUDA that ONNX Runtime does not bring with it, fetched when they are asked for.
import {
  fetchFiles,
  located,
  lying,
  type Lying,
  ModelError,
  offer,
  type Offer,
  removeFiles,
} from "../runtime/model/index.ts";
import { sizeText } from "../runtime/size-text.ts";
import { command, fail } from "./command.ts";

export const gpuInstall = command({
  name: "models gpu install",
  options: { yes: { type: "boolean" } },
  run: ({ yes }, more) => withOffer(more, (found) => install(found, yes ?? false)),
});

export const gpuUninstall = command({
  name: "models gpu uninstall",
  options: {},
  run: (_, more) =>
    withOffer(more, async (found) => {
      say(`${sizeText(removeFiles(found))} taken away from ${found.folder}`);
      return 0;
    }),
});

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function withOffer(more: readonly string[], act: (found: Offer) => Promise<number>): Promise<number> {
  if (more.length > 0) return fail(`unexpected '${more[0]}'`);
  const found = offer();
  if (found === undefined)
    return fail(
      `onnxruntime-node has no CUDA libraries for ${process.platform}-${process.arch}: they are for linux-x64`,
    );
  try {
    return await act(found);
  } catch (error) {
    if (error instanceof ModelError) return fail(`${error.code}  ${error.cause}\n   = ${error.fix}`);
    throw error;
  }
}

async function install(found: Offer, yes: boolean): Promise<number> {
  const before = lying(found);
  if (before.every(({ bytes, fault }) => bytes !== null && fault === undefined)) {
    say(`all there: ${told(before)}, in ${found.folder}`);
    return 0;
  }
  say(`what   ${found.files.join(", ")}, of ${found.name} ${found.version}`);
  say(`from   ${await place(found)}`);
  say(`to     ${found.folder}`);
  say(
    "needs  NVIDIA's driver, CUDA and cuDNN 9 on this machine: strux doctor says which of them are missing",
  );
  if (!yes) return fail("nothing was fetched; to fetch it: strux models gpu install --yes");
  say(`there  ${told(await fetchFiles(found))}; strux doctor tries them`);
  return 0;
}

/** The installer may get through where this process does not: it knows proxies that fetch() does not. */
async function place(found: Offer): Promise<string> {
  try {
    const { url, bytes } = await located(found);
    return bytes === null ? `${url}, which does not say how large it is` : `${url}, ${sizeText(bytes)}`;
  } catch (error) {
    if (error instanceof ModelError) return `${found.index}; how large it is cannot be told: ${error.cause}`;
    throw error;
  }
}

const told = (files: readonly Lying[]): string =>
  files.map(({ name, bytes }) => `${name} (${sizeText(bytes ?? 0)})`).join(", ");
