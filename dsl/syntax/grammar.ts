// The grammar, and nothing else: meaning is in build.ts, wording in repair.ts and words.ts. Over 300 lines: one class holds all rules.
import type { CstNode, IParserErrorMessageProvider, ParserMethod } from "chevrotain";
import { CstParser } from "chevrotain";
import * as t from "./tokens.ts";
import { kw } from "./tokens.ts";

/** Chevrotain's own wording speaks of rules and token classes; repair.ts says it anew from the tokens. */
const silent: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => expected.name,
  buildNotAllInputParsedMessage: () => "",
  buildNoViableAltMessage: () => "",
  buildEarlyExitMessage: () => "",
};

type Rule = ParserMethod<[], CstNode>;

export class Grammar extends CstParser {
  /**
   * @param validate whether the grammar checks itself for ambiguity: a test does, a start need not pay for it
   * @param recovers whether it goes on behind an error: that costs many times what stopping there does
   */
  constructor({ validate = false, recovers = true } = {}) {
    super(t.vocabulary, {
      skipValidations: !validate,
      recoveryEnabled: recovers,
      maxLookahead: 2,
      nodeLocationTracking: "onlyOffset",
      errorMessageProvider: silent,
    });
    this.performSelfAnalysis();
  }

  /** One of these rules. */
  private pick(...rules: readonly Rule[]): void {
    this.OR9(rules.map((rule) => ({ ALT: () => this.SUBRULE9(rule) })));
  }

  /** `x,+` with a trailing comma allowed. */
  private commas(rule: Rule): void {
    this.SUBRULE7(rule);
    this.MANY9(() => {
      this.CONSUME8(t.COMMA);
      this.SUBRULE8(rule);
    });
    this.OPTION9(() => this.CONSUME9(t.COMMA));
  }

  // Statements

  readonly statement: Rule = this.RULE("statement", () => {
    this.pick(
      this.pragma,
      this.setting,
      this.useDecl,
      this.paramDecl,
      this.dataDecl,
      this.letDecl,
      this.fnDecl,
      this.modelDecl,
      this.shapeDecl,
      this.promptDecl,
      this.runDecl,
      this.scoreDecl,
      this.chartDecl,
      this.checkStmt,
      this.command,
    );
  });

  /** A cell that is one expression. */
  readonly bare: Rule = this.RULE("bare", () => {
    this.SUBRULE(this.expr);
  });

  /** `name = literal` in a parameter cell. */
  readonly assign: Rule = this.RULE("assign", () => {
    this.CONSUME(t.NAME);
    this.CONSUME(t.EQ);
    this.SUBRULE(this.expr);
  });

  readonly pragma: Rule = this.RULE("pragma", () => {
    this.CONSUME(kw.language);
    this.CONSUME(t.NUM);
  });

  readonly setting: Rule = this.RULE("setting", () => {
    this.CONSUME(kw.set);
    this.CONSUME(t.NAME);
    this.SUBRULE(this.expr);
  });

  readonly useDecl: Rule = this.RULE("useDecl", () => {
    this.CONSUME(kw.use);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.STR);
          this.OPTION(() => {
            this.CONSUME(kw.as);
            this.CONSUME(t.ID);
          });
        },
      },
      { ALT: () => this.SUBRULE(this.useNames) },
    ]);
  });

  readonly useNames: Rule = this.RULE("useNames", () => {
    this.CONSUME(t.LBRACE);
    this.CONSUME(t.ID);
    this.MANY(() => {
      this.CONSUME(t.COMMA);
      this.CONSUME2(t.ID);
    });
    this.OPTION(() => this.CONSUME2(t.COMMA));
    this.CONSUME(t.RBRACE);
    this.CONSUME(kw.from);
    this.CONSUME(t.STR);
  });

  readonly paramDecl: Rule = this.RULE("paramDecl", () => {
    this.CONSUME(kw.param);
    this.SUBRULE(this.typed);
  });

  readonly dataDecl: Rule = this.RULE("dataDecl", () => {
    this.CONSUME(kw.data);
    this.CONSUME(t.ID);
    this.CONSUME(t.EQ);
    this.SUBRULE(this.expr);
  });

  readonly letDecl: Rule = this.RULE("letDecl", () => {
    this.CONSUME(kw.let);
    this.SUBRULE(this.typed);
  });

  readonly typed: Rule = this.RULE("typed", () => {
    this.CONSUME(t.ID);
    this.OPTION(() => {
      this.CONSUME(t.COLON);
      this.SUBRULE(this.type);
    });
    this.CONSUME(t.EQ);
    this.SUBRULE(this.expr);
  });

  readonly fnDecl: Rule = this.RULE("fnDecl", () => {
    this.CONSUME(kw.fn);
    this.CONSUME(t.ID);
    this.SUBRULE(this.params);
    this.OPTION(() => {
      this.CONSUME(t.RETURNS);
      this.SUBRULE(this.type);
    });
    this.CONSUME(t.EQ);
    this.SUBRULE(this.expr);
  });

  readonly modelDecl: Rule = this.RULE("modelDecl", () => {
    this.CONSUME(kw.model);
    this.CONSUME(t.ID);
    this.CONSUME(t.EQ);
    this.SUBRULE(this.postfix);
    this.OPTION(() => {
      this.CONSUME(kw.on);
      this.SUBRULE(this.device);
      this.MANY(() => {
        this.CONSUME(kw.else);
        this.SUBRULE2(this.device);
      });
    });
    this.OPTION2(() => this.SUBRULE(this.props));
  });

  readonly device: Rule = this.RULE("device", () => {
    this.CONSUME(t.ID);
    this.OPTION(() => {
      this.CONSUME(t.LPAREN);
      this.CONSUME(t.NUM);
      this.CONSUME(t.RPAREN);
    });
  });

  readonly props: Rule = this.RULE("props", () => {
    this.CONSUME(t.LBRACE);
    this.MANY(() => this.SUBRULE(this.prop));
    this.CONSUME(t.RBRACE);
  });

  readonly prop: Rule = this.RULE("prop", () => {
    this.CONSUME(t.NAME);
    this.CONSUME(t.COLON);
    this.SUBRULE(this.expr);
    this.OPTION(() => this.CONSUME(t.COMMA));
  });

  readonly shapeDecl: Rule = this.RULE("shapeDecl", () => {
    this.CONSUME(kw.shape);
    this.CONSUME(t.ID);
    this.SUBRULE(this.shapeBody);
  });

  readonly shapeBody: Rule = this.RULE("shapeBody", () => {
    this.CONSUME(t.LBRACE);
    this.MANY(() => this.SUBRULE(this.field));
    this.CONSUME(t.RBRACE);
  });

  readonly field: Rule = this.RULE("field", () => {
    this.CONSUME(t.NAME);
    this.CONSUME(t.COLON);
    this.SUBRULE(this.type);
    this.OPTION(() => this.SUBRULE(this.card));
    this.OPTION2(() => this.SUBRULE(this.shapeBody));
    this.OPTION3(() => this.CONSUME(t.COMMA));
  });

  readonly card: Rule = this.RULE("card", () => {
    this.CONSUME(t.LBRACK);
    this.CONSUME(t.NUM);
    this.CONSUME(t.RANGE);
    this.OPTION(() => this.CONSUME2(t.NUM));
    this.CONSUME(t.RBRACK);
  });

  // Types

  readonly type: Rule = this.RULE("type", () => {
    this.SUBRULE(this.typeAtom);
    this.MANY(() => {
      this.CONSUME(t.BAR);
      this.SUBRULE2(this.typeAtom);
    });
  });

  readonly typeAtom: Rule = this.RULE("typeAtom", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.typeName) },
      { ALT: () => this.CONSUME(t.STR) },
      { ALT: () => this.SUBRULE(this.recordType) },
    ]);
    this.MANY(() => {
      this.OR2([{ ALT: () => this.CONSUME(t.EMPTY) }, { ALT: () => this.CONSUME(t.MAYBE) }]);
    });
  });

  readonly typeName: Rule = this.RULE("typeName", () => {
    this.CONSUME(t.ID);
    this.OPTION(() => {
      this.CONSUME(t.LT);
      this.commas(this.type);
      this.CONSUME(t.GT);
    });
  });

  readonly recordType: Rule = this.RULE("recordType", () => {
    this.CONSUME(t.LBRACE);
    this.OPTION(() => {
      this.commas(this.typeField);
    });
    this.CONSUME(t.RBRACE);
  });

  readonly typeField: Rule = this.RULE("typeField", () => {
    this.CONSUME(t.NAME);
    this.CONSUME(t.COLON);
    this.SUBRULE(this.type);
  });

  // Prompts

  readonly params: Rule = this.RULE("params", () => {
    this.CONSUME(t.LPAREN);
    this.OPTION(() => {
      this.commas(this.param);
    });
    this.CONSUME(t.RPAREN);
  });

  readonly param: Rule = this.RULE("param", () => {
    this.CONSUME(t.ID);
    this.CONSUME(t.COLON);
    this.SUBRULE(this.type);
    this.OPTION(() => {
      this.CONSUME(t.EQ);
      this.SUBRULE(this.expr);
    });
  });

  readonly promptDecl: Rule = this.RULE("promptDecl", () => {
    this.CONSUME(kw.prompt);
    this.CONSUME(t.ID);
    this.SUBRULE(this.params);
    this.OPTION(() => {
      this.CONSUME(t.RETURNS);
      this.SUBRULE(this.type);
    });
    this.CONSUME(t.LBRACE);
    this.MANY(() => this.SUBRULE(this.promptItem));
    this.CONSUME(t.RBRACE);
  });

  readonly promptItem: Rule = this.RULE("promptItem", () => {
    this.pick(this.message, this.splice, this.shots, this.prop);
  });

  readonly splice: Rule = this.RULE("splice", () => {
    this.CONSUME(kw.messages);
    this.SUBRULE(this.expr);
  });

  readonly message: Rule = this.RULE("message", () => {
    this.OR([
      { ALT: () => this.CONSUME(kw.system) },
      { ALT: () => this.CONSUME(kw.user) },
      { ALT: () => this.CONSUME(kw.assistant) },
    ]);
    this.SUBRULE(this.template);
  });

  readonly shots: Rule = this.RULE("shots", () => {
    this.CONSUME(kw.shots);
    this.SUBRULE(this.binary);
    this.CONSUME(kw.from);
    this.SUBRULE(this.expr);
    this.CONSUME(t.LBRACE);
    this.MANY(() => this.SUBRULE(this.message));
    this.CONSUME(t.RBRACE);
  });

  // Runs, scores, charts

  readonly runDecl: Rule = this.RULE("runDecl", () => {
    this.CONSUME(kw.run);
    this.CONSUME(t.ID);
    this.CONSUME(kw.over);
    this.SUBRULE(this.expr);
    this.MANY(() => this.SUBRULE(this.vary));
    this.CONSUME(t.LBRACE);
    this.MANY2(() => this.SUBRULE(this.runItem));
    this.CONSUME(t.RBRACE);
  });

  readonly vary: Rule = this.RULE("vary", () => {
    this.CONSUME(kw.vary);
    this.CONSUME(t.ID);
    this.CONSUME(kw.in);
    this.SUBRULE(this.expr);
  });

  readonly runItem: Rule = this.RULE("runItem", () => {
    this.pick(this.step, this.ask, this.prop);
  });

  readonly step: Rule = this.RULE("step", () => {
    this.CONSUME(kw.step);
    this.CONSUME(t.ID);
    this.CONSUME(t.EQ);
    this.pick(this.ask, this.expr);
    this.OPTION(() => {
      this.CONSUME(kw.when);
      this.SUBRULE2(this.expr);
    });
  });

  readonly ask: Rule = this.RULE("ask", () => {
    this.CONSUME(kw.ask);
    this.SUBRULE(this.expr);
    this.CONSUME(kw.with);
    this.SUBRULE2(this.expr);
    this.OPTION(() => this.SUBRULE(this.props));
  });

  readonly scoreDecl: Rule = this.RULE("scoreDecl", () => {
    this.CONSUME(kw.score);
    this.CONSUME(t.ID);
    this.CONSUME(kw.of);
    this.SUBRULE(this.expr);
    this.OPTION(() => this.SUBRULE(this.by));
    this.CONSUME(t.LBRACE);
    this.MANY(() => this.SUBRULE(this.scoreItem));
    this.CONSUME(t.RBRACE);
  });

  readonly by: Rule = this.RULE("by", () => {
    this.CONSUME(kw.by);
    this.CONSUME(t.LBRACK);
    this.commas(this.column);
    this.CONSUME(t.RBRACK);
  });

  readonly column: Rule = this.RULE("column", () => {
    this.OPTION(() => this.CONSUME(t.DOT));
    this.CONSUME(t.NAME);
  });

  readonly scoreItem: Rule = this.RULE("scoreItem", () => {
    this.pick(this.metric, this.prop);
  });

  readonly metric: Rule = this.RULE("metric", () => {
    this.CONSUME(kw.metric);
    this.CONSUME(t.ID);
    this.CONSUME(t.EQ);
    this.SUBRULE(this.expr);
  });

  readonly chartDecl: Rule = this.RULE("chartDecl", () => {
    this.CONSUME(kw.chart);
    this.OPTION(() => {
      this.CONSUME(t.ID);
      this.CONSUME(t.EQ);
    });
    this.SUBRULE(this.expr);
    this.OPTION2(() => {
      this.CONSUME(kw.with);
      this.SUBRULE(this.props);
    });
  });

  readonly checkStmt: Rule = this.RULE("checkStmt", () => {
    this.CONSUME(kw.check);
    this.SUBRULE(this.expr);
    this.OPTION(() => {
      this.CONSUME(kw.as);
      this.CONSUME(t.STR);
    });
  });

  readonly command: Rule = this.RULE("command", () => {
    this.OR([
      { ALT: () => this.CONSUME(kw.show) },
      { ALT: () => this.CONSUME(kw.explain) },
      { ALT: () => this.CONSUME(kw.estimate) },
      { ALT: () => this.CONSUME(kw.preview) },
    ]);
    this.OPTION(() => {
      this.SUBRULE(this.expr);
      this.OPTION2(() => {
        this.CONSUME(kw.for);
        this.SUBRULE2(this.expr);
      });
    });
  });

  // Expressions: three flat chains, folded by precedence in build-expr.ts

  readonly expr: Rule = this.RULE("expr", () => {
    this.SUBRULE(this.operand);
    this.MANY(() => {
      this.SUBRULE(this.logic);
      this.SUBRULE2(this.operand);
    });
  });

  readonly logic: Rule = this.RULE("logic", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.LOGIC) },
      {
        ALT: () => {
          this.CONSUME(kw.not);
          this.CONSUME(kw.in);
        },
      },
    ]);
  });

  readonly operand: Rule = this.RULE("operand", () => {
    this.OPTION(() => this.CONSUME(kw.not));
    this.SUBRULE(this.pipe);
  });

  readonly pipe: Rule = this.RULE("pipe", () => {
    this.SUBRULE(this.binary);
    this.MANY(() => {
      this.CONSUME(t.PIPE);
      this.SUBRULE(this.stage);
    });
  });

  readonly stage: Rule = this.RULE("stage", () => {
    this.CONSUME(t.ID);
    this.MANY(() => {
      this.CONSUME(t.DOT);
      this.CONSUME(t.NAME);
    });
    this.OPTION(() => {
      this.SUBRULE(this.args);
      this.MANY2(() => {
        this.pick(this.get, this.index);
      });
    });
  });

  readonly binary: Rule = this.RULE("binary", () => {
    this.SUBRULE(this.unary);
    this.MANY(() => {
      this.CONSUME(t.ARITH);
      this.SUBRULE2(this.unary);
    });
  });

  readonly unary: Rule = this.RULE("unary", () => {
    this.OPTION(() => this.CONSUME(t.MINUS));
    this.SUBRULE(this.postfix);
  });

  readonly postfix: Rule = this.RULE("postfix", () => {
    this.SUBRULE(this.primary);
    this.MANY(() => {
      this.pick(this.get, this.args, this.index);
    });
  });

  readonly get: Rule = this.RULE("get", () => {
    this.CONSUME(t.DOT);
    this.CONSUME(t.NAME);
  });

  readonly index: Rule = this.RULE("index", () => {
    this.CONSUME(t.LBRACK);
    this.SUBRULE(this.expr);
    this.OPTION(() => {
      this.CONSUME(t.RANGE);
      this.SUBRULE2(this.expr);
    });
    this.CONSUME(t.RBRACK);
  });

  readonly args: Rule = this.RULE("args", () => {
    this.CONSUME(t.LPAREN);
    this.OPTION(() => {
      this.commas(this.arg);
    });
    this.CONSUME(t.RPAREN);
  });

  readonly arg: Rule = this.RULE("arg", () => {
    this.OPTION(() => {
      this.CONSUME(t.NAME);
      this.CONSUME(t.COLON);
    });
    this.pick(this.lambda, this.expr);
  });

  readonly lambda: Rule = this.RULE("lambda", () => {
    this.CONSUME(t.ID);
    this.CONSUME(t.ARROW);
    this.SUBRULE(this.expr);
  });

  readonly primary: Rule = this.RULE("primary", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.NUM) },
      { ALT: () => this.CONSUME(t.STR) },
      { ALT: () => this.CONSUME(kw.true) },
      { ALT: () => this.CONSUME(kw.false) },
      { ALT: () => this.CONSUME(kw.null) },
      { ALT: () => this.CONSUME(t.ID) },
      { ALT: () => this.CONSUME(t.EMPTY) },
      { ALT: () => this.SUBRULE(this.template) },
      { ALT: () => this.SUBRULE(this.rowField) },
      { ALT: () => this.SUBRULE(this.list) },
      { ALT: () => this.SUBRULE(this.record) },
      { ALT: () => this.SUBRULE(this.ifExpr) },
      { ALT: () => this.SUBRULE(this.group) },
    ]);
  });

  readonly group: Rule = this.RULE("group", () => {
    this.CONSUME(t.LPAREN);
    this.SUBRULE(this.expr);
    this.CONSUME(t.RPAREN);
  });

  readonly rowField: Rule = this.RULE("rowField", () => {
    this.CONSUME(t.DOT);
    this.CONSUME(t.NAME);
  });

  readonly list: Rule = this.RULE("list", () => {
    this.CONSUME(t.LBRACK);
    this.commas(this.expr);
    this.CONSUME(t.RBRACK);
  });

  readonly record: Rule = this.RULE("record", () => {
    this.CONSUME(t.LBRACE);
    this.OPTION(() => {
      this.commas(this.entry);
    });
    this.CONSUME(t.RBRACE);
  });

  readonly entry: Rule = this.RULE("entry", () => {
    this.OR([{ ALT: () => this.CONSUME(t.NAME) }, { ALT: () => this.CONSUME(t.STR) }]);
    this.CONSUME(t.COLON);
    this.SUBRULE(this.expr);
  });

  readonly ifExpr: Rule = this.RULE("ifExpr", () => {
    this.CONSUME(kw.if);
    this.SUBRULE(this.expr);
    this.CONSUME(kw.then);
    this.SUBRULE2(this.expr);
    this.CONSUME(kw.else);
    this.SUBRULE3(this.expr);
  });

  // Templates

  readonly template: Rule = this.RULE("template", () => {
    this.CONSUME(t.OPEN);
    this.SUBRULE(this.parts);
    this.CONSUME(t.CLOSE);
  });

  readonly parts: Rule = this.RULE("parts", () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(t.TEXT) },
        { ALT: () => this.SUBRULE(this.hole) },
        { ALT: () => this.SUBRULE(this.ifBlock) },
        { ALT: () => this.SUBRULE(this.eachBlock) },
      ]);
    });
  });

  readonly hole: Rule = this.RULE("hole", () => {
    this.CONSUME(t.HOLE);
    this.SUBRULE(this.expr);
    this.CONSUME(t.HOLEEND);
  });

  readonly ifBlock: Rule = this.RULE("ifBlock", () => {
    this.CONSUME(t.IF);
    this.SUBRULE(this.expr);
    this.CONSUME(t.HOLEEND);
    this.SUBRULE(this.parts);
    this.OPTION(() => {
      this.CONSUME(t.ELSE);
      this.SUBRULE2(this.parts);
    });
    this.CONSUME(t.END);
  });

  readonly eachBlock: Rule = this.RULE("eachBlock", () => {
    this.CONSUME(t.EACH);
    this.CONSUME(t.ID);
    this.OPTION(() => {
      this.CONSUME(t.COMMA);
      this.CONSUME2(t.ID);
    });
    this.CONSUME(kw.in);
    this.SUBRULE(this.expr);
    this.CONSUME(t.HOLEEND);
    this.SUBRULE(this.parts);
    this.CONSUME(t.END);
  });
}
