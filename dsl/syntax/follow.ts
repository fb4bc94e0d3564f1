// What may come next: the grammar walked token by token, all its readings at once. Chevrotain's own answer tries them one
// after the other and takes tens of milliseconds in a long statement; repair and completion ask at every error and keystroke.
import type { ISerializedGast, IToken, TokenType } from "chevrotain";
import { is } from "./tokens.ts";

/** A place in a rule, with the ways on from it in the order of the grammar. */
interface State {
  readonly id: number;
  readonly ways: Way[];
  ends: boolean;
}
interface Way {
  readonly to: State;
  /** The token it takes, or the rule that must be gone through first; neither: it is free. */
  readonly type?: TokenType;
  readonly rule?: string;
}
/** Where the rules that are open go on. Stacks with a common bottom share it. */
interface Stack {
  readonly id: number;
  readonly to: State;
  readonly up: Stack | null;
}
/** A token that may come, and where it leads. */
interface Next {
  readonly type: TokenType;
  readonly to: State;
  readonly stack: Stack | null;
}

/** The token types that may follow the first `length` tokens, as the grammar orders them; none where these start nothing. */
export type Follow = (start: string, tokens: readonly IToken[], length: number) => ReadonlySet<TokenType>;

/** @param types by the names that the grammar has for them */
export function following(rules: readonly ISerializedGast[], types: ReadonlyMap<string, TokenType>): Follow {
  const starts = netOf(rules, types);
  // one edit is tried after the other on the same tokens: what they have in common is walked once
  let walked: IToken[] = [];
  let steps: (readonly Next[])[] = [];
  let rule = "";
  return (start, tokens, length) => {
    if (start !== rule) [rule, walked, steps] = [start, [], [enter(start, starts)]];
    let same = 0;
    while (same < length && same < walked.length && walked[same] === tokens[same]) same++;
    walked.length = same;
    steps.length = same + 1;
    for (const token of tokens.slice(same, length)) {
      walked.push(token);
      steps.push(step(steps.at(-1) ?? [], token, starts));
    }
    return new Set(steps[length]?.map(({ type }) => type));
  };
}

type Starts = ReadonlyMap<string, State>;

function enter(rule: string, starts: Starts): readonly Next[] {
  const start = starts.get(rule);
  return start ? spread([[start, null]], starts) : [];
}

const step = (from: readonly Next[], token: IToken, starts: Starts): readonly Next[] =>
  spread(
    from.flatMap(({ type, to, stack }) => (is(token, type) ? [[to, stack] as const] : [])),
    starts,
  );

function netOf(rules: readonly ISerializedGast[], types: ReadonlyMap<string, TokenType>): Starts {
  let count = 0;
  const state = (): State => ({ id: count++, ways: [], ends: false });
  return new Map(
    rules.map((rule) => {
      const start = state();
      wire(rule, start, state, types).ends = true;
      return [nameOf(rule), start];
    }),
  );
}

const nameOf = (part: ISerializedGast): string => ("name" in part ? String(part.name) : "");

/** Puts a part of a rule behind `from`; the state behind it. */
function wire(
  part: ISerializedGast,
  from: State,
  state: () => State,
  types: ReadonlyMap<string, TokenType>,
): State {
  const parts = part.definition ?? [];
  const row = (at: State): State => parts.reduce((last, each) => wire(each, last, state, types), at);
  const to = state();
  switch (part.type) {
    case "Terminal": {
      const type = types.get(nameOf(part));
      if (type) from.ways.push({ to, type });
      return to;
    }
    case "NonTerminal":
      from.ways.push({ to, rule: nameOf(part) });
      return to;
    case "Alternation":
      for (const each of parts) wire(each, from, state, types).ways.push({ to });
      return to;
    case "Option":
      row(from).ways.push({ to });
      from.ways.push({ to });
      return to;
    case "Repetition": {
      // a state of its own, so that what stands before is not entered again
      const again = state();
      from.ways.push({ to: again });
      row(again).ways.push({ to: again });
      again.ways.push({ to });
      return to;
    }
    default:
      return row(from);
  }
}

/** Of stacks; has to differ, no more. */
let ids = 0;

/** All tokens that may come, depth first: in the order of the grammar, which is that of messages. */
function spread(from: readonly (readonly [State, Stack | null])[], starts: Starts): readonly Next[] {
  const seen = new Set<string>();
  const stacks = new Map<string, Stack>();
  const found: Next[] = [];
  const push = (to: State, up: Stack | null): Stack => {
    const key = `${to.id} ${up?.id ?? -1}`;
    const made = stacks.get(key) ?? { id: ids++, to, up };
    stacks.set(key, made);
    return made;
  };
  const visit = (state: State, stack: Stack | null): void => {
    const key = `${state.id} ${stack?.id ?? -1}`;
    if (seen.has(key)) return;
    seen.add(key);
    for (const { to, type, rule } of state.ways) {
      const inner = rule === undefined ? undefined : starts.get(rule);
      if (type) found.push({ type, to, stack });
      else if (inner) visit(inner, push(to, stack));
      else visit(to, stack);
    }
    if (state.ends && stack) visit(stack.to, stack.up);
  };
  for (const [state, stack] of from) visit(state, stack);
  return found;
}
