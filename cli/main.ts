// strux: a table of commands, each loaded when it is called; the only place that ends the process.
import type { Command } from "./command.ts";
import { type CommandName, usages } from "./usage.ts";
import { version } from "./version.ts";

const commands: { readonly [N in CommandName]: () => Promise<Command> } = {
  run: async () => (await import("./run.ts")).run,
  check: async () => (await import("./check.ts")).check,
  fmt: async () => (await import("./fmt.ts")).fmt,
  explain: async () => (await import("./explain.ts")).explain,
  estimate: async () => (await import("./estimate.ts")).estimate,
  lsp: async () => (await import("./lsp.ts")).lsp,
  preview: async () => (await import("./preview.ts")).preview,
  data: async () => (await import("./data.ts")).data,
  log: async () => (await import("./log.ts")).log,
  replay: async () => (await import("./replay.ts")).replay,
  rescore: async () => (await import("./rescore.ts")).rescore,
  "hub get": async () => (await import("./hub.ts")).hubGet,
  "kernel install": async () => (await import("./kernel.ts")).kernelInstall,
  "kernel uninstall": async () => (await import("./kernel.ts")).kernelUninstall,
  "kernel start": async () => (await import("./kernel-start.ts")).kernelStart,
  "kernel status": async () => (await import("./kernel.ts")).kernelStatus,
  "kernel doctor": async () => (await import("./kernel-doctor.ts")).kernelDoctor,
  "models list": async () => (await import("./models-shipped.ts")).modelsList,
  "models doctor": async () => (await import("./models-shipped.ts")).modelsDoctor,
  "models inspect": async () => (await import("./models.ts")).modelsInspect,
  "models gpu install": async () => (await import("./models-gpu.ts")).gpuInstall,
  "models gpu uninstall": async () => (await import("./models-gpu.ts")).gpuUninstall,
  "store ls": async () => (await import("./store-ls.ts")).storeLs,
  "store show": async () => (await import("./store-show.ts")).storeShow,
  "store why": async () => (await import("./store-why.ts")).storeWhy,
  "store diff": async () => (await import("./store-diff.ts")).storeDiff,
  "store verify": async () => (await import("./store-verify.ts")).storeVerify,
  "store gc": async () => (await import("./store-gc.ts")).storeGc,
  "store export": async () => (await import("./store-export.ts")).storeExport,
  "store import": async () => (await import("./store-import.ts")).storeImport,
  doctor: async () => (await import("./doctor.ts")).doctor,
};

// whoever reads may stop, as head does: that is no fault
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? 0);
});

const help = (): string =>
  [
    `strux ${version} - experiments on LLM context, in notebooks`,
    "",
    ...Object.values(usages).map(({ usage, about }) => `  strux ${usage}\n      ${about}`),
    "",
    "Exit status: 0 ok, 1 a cell failed, 2 usage or an error before running, 3 a check failed, 4 answers are not at hand, 130 interrupted, 138 the runtime died.",
  ].join("\n");

// the longest name comes first: 'models gpu install' before 'models'
const words = process.argv.slice(2);
const names = [3, 2, 1].map((count) => words.slice(0, count).join(" "));
const name = names.find((one) => Object.hasOwn(commands, one)) ?? words[0] ?? "help";
const args = words.slice(name.split(" ").length);
if (Object.hasOwn(commands, name))
  process.exitCode = await (await commands[name as CommandName]()).main(args);
else if (["help", "--help", "-h"].includes(name)) process.stdout.write(`${help()}\n`);
else if (["version", "--version", "-v"].includes(name)) process.stdout.write(`${version}\n`);
else {
  const all = Object.keys(commands);
  const below = all.filter((one) => one.startsWith(`${name} `));
  const said = below.length > 0 ? words.slice(0, 2).join(" ") : name;
  process.stderr.write(
    `strux: there is no command '${said}'; commands: ${(below.length > 0 ? below : all).join(", ")}\n`,
  );
  process.exitCode = 2;
}
