// The commands in words: what help prints, without loading any of them.

export const usages = {
  run: {
    usage:
      "run FILE.ipynb|FILE.strux [-p name=VALUE]... [-o OUT.ipynb] [--table NAME=FILE]... [--json] [--no-host] [--allow-net] [--keep-going] [--workers N] [--allow-read DIR]...",
    about:
      "runs a file headless and prints what it shows; with -o a notebook is written with its outputs, the tracked file is left alone. --table writes the rows of a run or data statement as .parquet, .jsonl or .csv. --no-host refuses TypeScript, --allow-net lets it fetch from a hub and ask servers; --workers shares the calls of models among N processes, on machines with several GPUs one on each in turn",
  },
  check: {
    usage: "check FILE|FOLDER... [-p name=VALUE]... [--expect [--write]] [--json] [--allow-read DIR]...",
    about:
      "reports every problem of programs without running them, status 2 when one has errors; --expect compares what is said with the frames at the end of each cell, status 1 where they differ, --write puts them there",
  },
  fmt: {
    usage: "fmt [--check] FILE|FOLDER|-...",
    about:
      "lays programs out in the one way; of notebooks only the sources of cells change. --check writes nothing, status 1 where one would change; - is stdin to stdout",
  },
  explain: {
    usage: "explain FILE.ipynb|FILE.strux [--diff OTHER] [-p name=VALUE]... [--json] [--allow-read DIR]...",
    about:
      "prints the plan: steps, what each call is evaluated once per, calls, cached and new, tokens, time, device; --json prints the same and the plan as data. With --diff: what is new, gone, renamed or changed in the other file, and which answers stay usable; status 1 where they differ",
  },
  estimate: {
    usage: "estimate FILE.ipynb|FILE.strux [-p name=VALUE]... [--json] [--allow-read DIR]...",
    about: "prints what all runs of the file take together: calls, cached and new, tokens, time, device",
  },
  lsp: {
    usage: "lsp --stdio",
    about: "the language server: completion, hovers, problems, renaming and layout for editors",
  },
  preview: {
    usage: 'preview FILE.ipynb|FILE.strux "PROMPT for ROW"|"RUN" [-p name=VALUE]... [--allow-read DIR]...',
    about:
      "prints the exact text and token ids that a prompt of the file becomes, and what each part takes of the window",
  },
  data: {
    usage: "data list | data get NAME | data check [NAME...]",
    about:
      "lists the named sets of dataset(...), fetches one into the cache, or compares those at hand with the digests that are stated of them (status 1 where one differs)",
  },
  log: {
    usage: "log [RUN [--items]] [--json]",
    about:
      "lists the runs of files and notebooks, newest first: file, when, how long, how it ended, calls made, answers from the store, rows failed; of one run what it showed and its calls per step, with --items each of them. RUN is its name or the beginning of it",
  },
  replay: {
    usage: "replay RUN [-o OUT.ipynb]",
    about:
      "shows again what a run has shown, from its log alone, also where it was killed or its browser was closed: printed, or with -o as a notebook. Nothing is computed and no file of the program is read",
  },
  rescore: {
    usage: "rescore RUN [--with SCORES.strux] [--partial] [--json] [--no-host] [--allow-read DIR]...",
    about:
      "scores the answers of an earlier run again, from its log and the store: no model is loaded or asked, and its folder may be gone. SCORES.strux holds score, chart, check, show, let and functions over the names of that run's program; without it the scores of the program itself are computed. Status 4 where answers are not at hand, unless --partial is given; RUN as in log",
  },
  "hub get": {
    usage: "hub get OWNER/NAME [--revision NAME] [--file PATH] [--type model|dataset]",
    about:
      "fetches what hub(...) of these names into the hub's cache: of a model all it needs, of a data set one file; goes on with what an earlier try left",
  },
  "kernel install": {
    usage:
      "kernel install [--user|--sys-prefix|--prefix DIR] [--name NAME] [--display-name TEXT] [--env NAME=VALUE]... [--no-host] [--allow-net] [--allow-read DIR]... [--force]",
    about:
      "makes Strux a kernel of Jupyter: for this user, for the Python environment in use, or below a folder; with --no-host it runs no TypeScript, with --allow-net notebooks may fetch from a hub and ask servers, --force also writes over a kernel that is not Strux",
  },
  "kernel uninstall": {
    usage: "kernel uninstall [--user|--sys-prefix|--prefix DIR] [--name NAME] [--force]",
    about: "takes away what kernel install wrote there",
  },
  "kernel start": {
    usage: "kernel start CONNECTION_FILE [--no-host] [--allow-net] [--allow-read DIR]...",
    about: "the kernel itself, as Jupyter starts it",
  },
  "kernel status": {
    usage: "kernel status [--prefix DIR] [--json]",
    about:
      "lists where Strux is installed as a kernel, whether Jupyter finds it there, and whether what it starts is still there; status 1 where one would not start, or there is none",
  },
  "kernel doctor": {
    usage: "kernel doctor [--json]",
    about:
      "starts each installed kernel, or this program where there is none, asks it who it is, and says what keeps it from starting, and whether the jupyter on PATH lists it; status 1 where something keeps it",
  },
  "models list": {
    usage: "models list [--json]",
    about:
      "the models that the package brings along: what each gives, how large it is, what it takes at most",
  },
  "models doctor": {
    usage: "models doctor [--json]",
    about:
      "whether the files of these models are those that were trained, and whether each loads on the CPU; status 1 where one is not or does not",
  },
  "models inspect": {
    usage: "models inspect DIR|NAME [--window TOKENS] [--json]",
    about:
      "what a model directory, or a model of the package, holds, without loading it: architecture as the graph has it, weights, bytes of the cache per token and at the window, inputs that are understood or refused, tokenizer, and whether it fits in memory; status 1 where it would not load",
  },
  "models gpu install": {
    usage: "models gpu install [--yes]",
    about:
      "fetches the CUDA libraries that ONNX Runtime does not bring with it, by its own installer; without --yes it says what they are, from where, how large, and where they would go",
  },
  "models gpu uninstall": {
    usage: "models gpu uninstall",
    about: "takes those libraries away again",
  },
  "store ls": {
    usage: "store ls [BEGINNING] [--json]",
    about:
      "where finished results lie and what they are: how often each model was asked what, where, how large, from when; of all keys, or of those that begin so",
  },
  "store show": {
    usage: "store show KEY [--json]",
    about:
      "one result: the parts of its key, what computed it, what it took, its value; the beginning of a key will do where no other begins so",
  },
  "store why": {
    usage: "store why RUN ITEM [--step RUN.COLUMN] [--file FILE] [--json]",
    about:
      "whether an item of an earlier run would find its answer if its file were run today, with the same parameters; where not, the first part of its key that differs. No model is loaded; status 1 where an answer would not be found",
  },
  "store diff": {
    usage: "store diff KEY KEY | store diff FOLDER FOLDER [--json]",
    about:
      "the parts in which the keys of two results differ; or of two stores, which keys only one has and which have different results. Status 1 where they differ",
  },
  "store verify": {
    usage: "store verify [--json]",
    about:
      "reads every result and names those that are not what was written, each with why; status 1 where there are any",
  },
  "store gc": {
    usage: "store gc [--older DAYS] [--yes] [--json]",
    about:
      "says what no run will take any more and how much room it takes: damaged results, files and claims that processes have left; with --older also results and logs of runs from before then. --yes removes it",
  },
  "store export": {
    usage: "store export [FILE.jsonl]",
    about: "writes all results, one line of JSON each, in the order of their keys; without a file to stdout",
  },
  "store import": {
    usage: "store import FILE.jsonl [--json]",
    about:
      "adds results that store export wrote elsewhere, those whose key is the digest of their parts; what is here stays. Status 1 where lines were left out or have another result",
  },
  doctor: {
    usage: "doctor [--json]",
    about:
      "reports versions, the store, and for each provider whether it is there, whether a model loads on it, why not, and how to get it",
  },
} as const;
export type CommandName = keyof typeof usages;
