// The language server: the door of vscode-languageserver. Documents in, answers and problems out, over standard streams.
import { TextDocument } from "vscode-languageserver-textdocument";
import {
  type CancellationToken,
  type Connection,
  createConnection,
  type Diagnostic,
  type InitializeResult,
  LSPErrorCodes,
  NotebookDocuments,
  ProposedFeatures,
  ResponseError,
  TextDocuments,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import type { Analysis } from "../../dsl/compile.ts";
import { lspDiagnostic } from "../../dsl/tell/frame-lsp.ts";
import { colours } from "../../dsl/service/highlight.ts";
import { type Runner, startRunner } from "../../runtime/model/index.ts";
import * as answers from "./answers.ts";
import { type Document, type Program, program } from "./program.ts";
import { pathItems } from "./paths.ts";
import { scriptHover, scriptItems } from "./script.ts";

/** A pause in typing after which problems are told, in milliseconds. */
const PAUSE = 120;
const LANGUAGE = "strux";

/** Serves until the client says that it is over, or is gone: the connection then ends the process. */
export function serve(version: string): void {
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  const texts = new TextDocuments(TextDocument);
  const notebooks = new NotebookDocuments(TextDocument);
  const runner = startRunner();
  const desk = opened(texts, notebooks, runner);

  connection.onInitialize(() => initialized(version));
  connection.onShutdown(() => runner.close());
  answer(connection, desk);
  publish(connection, texts, notebooks, desk);
  texts.listen(connection);
  notebooks.listen(connection);
  connection.listen();
}

const initialized = (version: string): InitializeResult => ({
  serverInfo: { name: "strux", version },
  capabilities: {
    positionEncoding: "utf-16",
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    notebookDocumentSync: { notebookSelector: [{ cells: [{ language: LANGUAGE }] }] },
    completionProvider: { triggerCharacters: [".", ">", "(", "[", "{", ":", '"', "/", "%"] },
    hoverProvider: true,
    signatureHelpProvider: { triggerCharacters: ["(", ","], retriggerCharacters: [":"] },
    definitionProvider: true,
    referencesProvider: true,
    renameProvider: { prepareProvider: true },
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    semanticTokensProvider: {
      legend: { tokenTypes: [...colours], tokenModifiers: ["declaration"] },
      full: true,
    },
    codeActionProvider: { codeActionKinds: ["quickfix"] },
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
  },
});

/** The open programs. */
interface Desk {
  /** The program that a document belongs to: itself, or its notebook; undefined where it is none of ours. */
  readonly of: (uri: string) => Program | undefined;
  readonly drop: (uri: string) => void;
}

function opened(
  texts: TextDocuments<TextDocument>,
  notebooks: NotebookDocuments<TextDocument>,
  runner: Runner,
): Desk {
  const programs = new Map<string, Program>();
  const make = (uri: string, notebook: boolean, documents: () => readonly Document[]): Program => {
    const known = programs.get(uri) ?? program(uri, notebook, same(documents), runner);
    programs.set(uri, known);
    return known;
  };
  return {
    drop: (uri) => void programs.delete(uri),
    of(uri) {
      const notebook = notebooks.findNotebookDocumentForCell(uri) ?? notebooks.getNotebookDocument(uri);
      if (notebook) return make(notebook.uri, true, () => cellsOf(notebook.uri, notebooks));
      const text = texts.get(uri);
      // a notebook opened as text is JSON
      if (!text || text.languageId !== LANGUAGE || /\.ipynb$/i.test(uri)) return undefined;
      return make(uri, false, () => {
        const now = texts.get(uri);
        return now ? [{ uri, text: now.getText(), tags: [] }] : [];
      });
    },
  };
}

function cellsOf(uri: string, notebooks: NotebookDocuments<TextDocument>): readonly Document[] {
  return (notebooks.getNotebookDocument(uri)?.cells ?? []).flatMap((cell) => {
    const document = notebooks.getCellTextDocument(cell);
    if (document?.languageId !== LANGUAGE) return [];
    return [{ uri: document.uri, text: document.getText(), tags: tagsOf(cell.metadata) }];
  });
}

/** `metadata.tags`, as the notebook has it; some editors put that inside of their own. */
function tagsOf(metadata: unknown): readonly string[] {
  if (typeof metadata !== "object" || metadata === null) return [];
  if ("tags" in metadata && Array.isArray(metadata.tags))
    return metadata.tags.filter((tag) => typeof tag === "string");
  if ("metadata" in metadata) return tagsOf(metadata.metadata);
  return "custom" in metadata ? tagsOf(metadata.custom) : [];
}

/** The last list again as long as nothing in it has changed: who holds it can tell. */
function same(documents: () => readonly Document[]): () => readonly Document[] {
  let last: readonly Document[] = [];
  return () => {
    const now = documents();
    const equal =
      now.length === last.length &&
      now.every(({ uri, text, tags }, i) => {
        const old = last[i];
        return old?.uri === uri && old.text === text && old.tags.join("\n") === tags.join("\n");
      });
    if (!equal) last = now;
    return last;
  };
}

/** Finds the document, answers; a request that was taken back is told so. */
function answer(connection: Connection, desk: Desk): void {
  const at =
    <P extends { readonly textDocument: { readonly uri: string } }, R>(
      give: (open: answers.Open, params: P) => R | Promise<R>,
      none: R,
    ) =>
    async (params: P, token: CancellationToken): Promise<R> => {
      // requests that are already waiting are let in first: among them may be the one that takes this one back
      await new Promise((resolve) => setImmediate(resolve));
      if (token.isCancellationRequested)
        throw new ResponseError(LSPErrorCodes.RequestCancelled, "taken back");
      const open = openAt(params.textDocument.uri, desk);
      return open ? give(open, params) : none;
    };
  connection.onCompletion(
    at(
      async (open, { position }) =>
        (await scriptItems(open, position)) ??
        (await pathItems(open, position)) ??
        answers.completions(open, position),
      [],
    ),
  );
  connection.onHover(
    at(async (open, { position }) => {
      const found = await scriptHover(open, position);
      return found === undefined ? answers.hovered(open, position) : found;
    }, null),
  );
  connection.onSignatureHelp(at((open, { position }) => answers.signature(open, position), null));
  connection.onDefinition(at((open, { position }) => answers.definition(open, position), null));
  connection.onReferences(
    at((open, { position, context }) => answers.references(open, position, context.includeDeclaration), []),
  );
  connection.onPrepareRename(at((open, { position }) => answers.prepareRename(open, position), null));
  connection.onRenameRequest(
    at((open, { position, newName }) => {
      const made = answers.renamed(open, position, newName);
      if (typeof made === "string") throw new ResponseError(LSPErrorCodes.RequestFailed, made);
      return made;
    }, null),
  );
  connection.onDocumentSymbol(at((open) => answers.symbols(open), []));
  connection.onFoldingRanges(at((open) => answers.foldings(open), []));
  connection.onSelectionRanges(at((open, { positions }) => answers.selections(open, positions), []));
  connection.languages.semanticTokens.on(at((open) => answers.semantic(open), { data: [] }));
  connection.onCodeAction(at((open, { range }) => answers.fixes(open, range), []));
  connection.onDocumentFormatting(at((open) => answers.formatting(open), []));
  connection.onDocumentRangeFormatting(at((open, { range }) => answers.formatting(open, range), []));
}

function openAt(uri: string, desk: Desk): answers.Open | undefined {
  const found = desk.of(uri);
  const cell = found?.documents().findIndex((document) => document.uri === uri) ?? -1;
  const text = found?.documents()[cell]?.text;
  return found && text !== undefined ? { program: found, cell, analysis: found.now(), text } : undefined;
}

/** Problems are told when typing pauses: those of all documents of the program, since one cell's edit is another's error. */
function publish(
  connection: Connection,
  texts: TextDocuments<TextDocument>,
  notebooks: NotebookDocuments<TextDocument>,
  desk: Desk,
): void {
  const waiting = new Map<string, NodeJS.Timeout>();
  const later = (uri: string): void => {
    const found = desk.of(uri);
    if (!found) return;
    clearTimeout(waiting.get(found.uri));
    const told = (): void => {
      waiting.delete(found.uri);
      found.settle().then(
        (analysis) => analysis && tell(connection, found, analysis),
        (error: unknown) => connection.console.error(`strux: ${String(error)}`),
      );
    };
    waiting.set(found.uri, setTimeout(told, PAUSE));
  };
  const gone = (uri: string, documents: readonly string[]): void => {
    clearTimeout(waiting.get(uri));
    desk.drop(uri);
    for (const document of documents) void connection.sendDiagnostics({ uri: document, diagnostics: [] });
  };
  texts.onDidChangeContent(({ document }) => later(document.uri));
  texts.onDidClose(({ document }) => gone(document.uri, [document.uri]));
  notebooks.onDidOpen(({ uri }) => later(uri));
  notebooks.onDidChange(({ notebookDocument }) => later(notebookDocument.uri));
  notebooks.onDidClose(({ uri, cells }) =>
    gone(
      uri,
      cells.map(({ document }) => document),
    ),
  );
}

function tell(connection: Connection, found: Program, { source, diagnostics }: Analysis): void {
  const uri = (cell: number): string => found.uriOf(source, cell) ?? found.uri;
  const byCell = found.documents().map((): Diagnostic[] => []);
  for (const one of diagnostics) {
    const { relatedInformation, ...told } = lspDiagnostic(one, source, { uri, help: () => null });
    byCell[one.span.cell]?.push({
      ...told,
      ...(relatedInformation && { relatedInformation: [...relatedInformation] }),
    });
  }
  for (const [cell, list] of byCell.entries())
    void connection.sendDiagnostics({ uri: uri(cell), diagnostics: list });
}
