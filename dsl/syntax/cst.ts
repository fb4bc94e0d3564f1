// Generated from the grammar; `npx vitest run test/dsl/syntax/grammar.test.ts -u` writes it anew.
import type { CstNode, IToken } from "chevrotain";

export interface StatementCstNode extends CstNode {
  name: "statement";
  children: StatementCstChildren;
}

export type StatementCstChildren = {
  pragma?: PragmaCstNode[];
  setting?: SettingCstNode[];
  useDecl?: UseDeclCstNode[];
  paramDecl?: ParamDeclCstNode[];
  dataDecl?: DataDeclCstNode[];
  letDecl?: LetDeclCstNode[];
  fnDecl?: FnDeclCstNode[];
  modelDecl?: ModelDeclCstNode[];
  shapeDecl?: ShapeDeclCstNode[];
  promptDecl?: PromptDeclCstNode[];
  runDecl?: RunDeclCstNode[];
  scoreDecl?: ScoreDeclCstNode[];
  chartDecl?: ChartDeclCstNode[];
  checkStmt?: CheckStmtCstNode[];
  command?: CommandCstNode[];
};

export interface BareCstNode extends CstNode {
  name: "bare";
  children: BareCstChildren;
}

export type BareCstChildren = {
  expr: ExprCstNode[];
};

export interface AssignCstNode extends CstNode {
  name: "assign";
  children: AssignCstChildren;
}

export type AssignCstChildren = {
  NAME: IToken[];
  EQ: IToken[];
  expr: ExprCstNode[];
};

export interface PragmaCstNode extends CstNode {
  name: "pragma";
  children: PragmaCstChildren;
}

export type PragmaCstChildren = {
  LANGUAGE: IToken[];
  NUM: IToken[];
};

export interface SettingCstNode extends CstNode {
  name: "setting";
  children: SettingCstChildren;
}

export type SettingCstChildren = {
  SET: IToken[];
  NAME: IToken[];
  expr: ExprCstNode[];
};

export interface UseDeclCstNode extends CstNode {
  name: "useDecl";
  children: UseDeclCstChildren;
}

export type UseDeclCstChildren = {
  USE: IToken[];
  STR?: IToken[];
  AS?: IToken[];
  ID?: IToken[];
  useNames?: UseNamesCstNode[];
};

export interface UseNamesCstNode extends CstNode {
  name: "useNames";
  children: UseNamesCstChildren;
}

export type UseNamesCstChildren = {
  LBRACE: IToken[];
  ID: IToken[];
  COMMA?: IToken[];
  RBRACE: IToken[];
  FROM: IToken[];
  STR: IToken[];
};

export interface ParamDeclCstNode extends CstNode {
  name: "paramDecl";
  children: ParamDeclCstChildren;
}

export type ParamDeclCstChildren = {
  PARAM: IToken[];
  typed: TypedCstNode[];
};

export interface DataDeclCstNode extends CstNode {
  name: "dataDecl";
  children: DataDeclCstChildren;
}

export type DataDeclCstChildren = {
  DATA: IToken[];
  ID: IToken[];
  EQ: IToken[];
  expr: ExprCstNode[];
};

export interface LetDeclCstNode extends CstNode {
  name: "letDecl";
  children: LetDeclCstChildren;
}

export type LetDeclCstChildren = {
  LET: IToken[];
  typed: TypedCstNode[];
};

export interface TypedCstNode extends CstNode {
  name: "typed";
  children: TypedCstChildren;
}

export type TypedCstChildren = {
  ID: IToken[];
  COLON?: IToken[];
  type?: TypeCstNode[];
  EQ: IToken[];
  expr: ExprCstNode[];
};

export interface FnDeclCstNode extends CstNode {
  name: "fnDecl";
  children: FnDeclCstChildren;
}

export type FnDeclCstChildren = {
  FN: IToken[];
  ID: IToken[];
  params: ParamsCstNode[];
  RETURNS?: IToken[];
  type?: TypeCstNode[];
  EQ: IToken[];
  expr: ExprCstNode[];
};

export interface ModelDeclCstNode extends CstNode {
  name: "modelDecl";
  children: ModelDeclCstChildren;
}

export type ModelDeclCstChildren = {
  MODEL: IToken[];
  ID: IToken[];
  EQ: IToken[];
  postfix: PostfixCstNode[];
  ON?: IToken[];
  device?: DeviceCstNode[];
  ELSE?: IToken[];
  props?: PropsCstNode[];
};

export interface DeviceCstNode extends CstNode {
  name: "device";
  children: DeviceCstChildren;
}

export type DeviceCstChildren = {
  ID: IToken[];
  LPAREN?: IToken[];
  NUM?: IToken[];
  RPAREN?: IToken[];
};

export interface PropsCstNode extends CstNode {
  name: "props";
  children: PropsCstChildren;
}

export type PropsCstChildren = {
  LBRACE: IToken[];
  prop?: PropCstNode[];
  RBRACE: IToken[];
};

export interface PropCstNode extends CstNode {
  name: "prop";
  children: PropCstChildren;
}

export type PropCstChildren = {
  NAME: IToken[];
  COLON: IToken[];
  expr: ExprCstNode[];
  COMMA?: IToken[];
};

export interface ShapeDeclCstNode extends CstNode {
  name: "shapeDecl";
  children: ShapeDeclCstChildren;
}

export type ShapeDeclCstChildren = {
  SHAPE: IToken[];
  ID: IToken[];
  shapeBody: ShapeBodyCstNode[];
};

export interface ShapeBodyCstNode extends CstNode {
  name: "shapeBody";
  children: ShapeBodyCstChildren;
}

export type ShapeBodyCstChildren = {
  LBRACE: IToken[];
  field?: FieldCstNode[];
  RBRACE: IToken[];
};

export interface FieldCstNode extends CstNode {
  name: "field";
  children: FieldCstChildren;
}

export type FieldCstChildren = {
  NAME: IToken[];
  COLON: IToken[];
  type: TypeCstNode[];
  card?: CardCstNode[];
  shapeBody?: ShapeBodyCstNode[];
  COMMA?: IToken[];
};

export interface CardCstNode extends CstNode {
  name: "card";
  children: CardCstChildren;
}

export type CardCstChildren = {
  LBRACK: IToken[];
  NUM: IToken[];
  RANGE: IToken[];
  RBRACK: IToken[];
};

export interface TypeCstNode extends CstNode {
  name: "type";
  children: TypeCstChildren;
}

export type TypeCstChildren = {
  typeAtom: TypeAtomCstNode[];
  BAR?: IToken[];
};

export interface TypeAtomCstNode extends CstNode {
  name: "typeAtom";
  children: TypeAtomCstChildren;
}

export type TypeAtomCstChildren = {
  typeName?: TypeNameCstNode[];
  STR?: IToken[];
  recordType?: RecordTypeCstNode[];
  EMPTY?: IToken[];
  MAYBE?: IToken[];
};

export interface TypeNameCstNode extends CstNode {
  name: "typeName";
  children: TypeNameCstChildren;
}

export type TypeNameCstChildren = {
  ID: IToken[];
  LT?: IToken[];
  type?: TypeCstNode[];
  COMMA?: IToken[];
  GT?: IToken[];
};

export interface RecordTypeCstNode extends CstNode {
  name: "recordType";
  children: RecordTypeCstChildren;
}

export type RecordTypeCstChildren = {
  LBRACE: IToken[];
  typeField?: TypeFieldCstNode[];
  COMMA?: IToken[];
  RBRACE: IToken[];
};

export interface TypeFieldCstNode extends CstNode {
  name: "typeField";
  children: TypeFieldCstChildren;
}

export type TypeFieldCstChildren = {
  NAME: IToken[];
  COLON: IToken[];
  type: TypeCstNode[];
};

export interface ParamsCstNode extends CstNode {
  name: "params";
  children: ParamsCstChildren;
}

export type ParamsCstChildren = {
  LPAREN: IToken[];
  param?: ParamCstNode[];
  COMMA?: IToken[];
  RPAREN: IToken[];
};

export interface ParamCstNode extends CstNode {
  name: "param";
  children: ParamCstChildren;
}

export type ParamCstChildren = {
  ID: IToken[];
  COLON: IToken[];
  type: TypeCstNode[];
  EQ?: IToken[];
  expr?: ExprCstNode[];
};

export interface PromptDeclCstNode extends CstNode {
  name: "promptDecl";
  children: PromptDeclCstChildren;
}

export type PromptDeclCstChildren = {
  PROMPT: IToken[];
  ID: IToken[];
  params: ParamsCstNode[];
  RETURNS?: IToken[];
  type?: TypeCstNode[];
  LBRACE: IToken[];
  promptItem?: PromptItemCstNode[];
  RBRACE: IToken[];
};

export interface PromptItemCstNode extends CstNode {
  name: "promptItem";
  children: PromptItemCstChildren;
}

export type PromptItemCstChildren = {
  message?: MessageCstNode[];
  splice?: SpliceCstNode[];
  shots?: ShotsCstNode[];
  prop?: PropCstNode[];
};

export interface SpliceCstNode extends CstNode {
  name: "splice";
  children: SpliceCstChildren;
}

export type SpliceCstChildren = {
  MESSAGES: IToken[];
  expr: ExprCstNode[];
};

export interface MessageCstNode extends CstNode {
  name: "message";
  children: MessageCstChildren;
}

export type MessageCstChildren = {
  SYSTEM?: IToken[];
  USER?: IToken[];
  ASSISTANT?: IToken[];
  template: TemplateCstNode[];
};

export interface ShotsCstNode extends CstNode {
  name: "shots";
  children: ShotsCstChildren;
}

export type ShotsCstChildren = {
  SHOTS: IToken[];
  binary: BinaryCstNode[];
  FROM: IToken[];
  expr: ExprCstNode[];
  LBRACE: IToken[];
  message?: MessageCstNode[];
  RBRACE: IToken[];
};

export interface RunDeclCstNode extends CstNode {
  name: "runDecl";
  children: RunDeclCstChildren;
}

export type RunDeclCstChildren = {
  RUN: IToken[];
  ID: IToken[];
  OVER: IToken[];
  expr: ExprCstNode[];
  vary?: VaryCstNode[];
  LBRACE: IToken[];
  runItem?: RunItemCstNode[];
  RBRACE: IToken[];
};

export interface VaryCstNode extends CstNode {
  name: "vary";
  children: VaryCstChildren;
}

export type VaryCstChildren = {
  VARY: IToken[];
  ID: IToken[];
  IN: IToken[];
  expr: ExprCstNode[];
};

export interface RunItemCstNode extends CstNode {
  name: "runItem";
  children: RunItemCstChildren;
}

export type RunItemCstChildren = {
  step?: StepCstNode[];
  ask?: AskCstNode[];
  prop?: PropCstNode[];
};

export interface StepCstNode extends CstNode {
  name: "step";
  children: StepCstChildren;
}

export type StepCstChildren = {
  STEP: IToken[];
  ID: IToken[];
  EQ: IToken[];
  ask?: AskCstNode[];
  expr?: ExprCstNode[];
  WHEN?: IToken[];
};

export interface AskCstNode extends CstNode {
  name: "ask";
  children: AskCstChildren;
}

export type AskCstChildren = {
  ASK: IToken[];
  expr: ExprCstNode[];
  WITH: IToken[];
  props?: PropsCstNode[];
};

export interface ScoreDeclCstNode extends CstNode {
  name: "scoreDecl";
  children: ScoreDeclCstChildren;
}

export type ScoreDeclCstChildren = {
  SCORE: IToken[];
  ID: IToken[];
  OF: IToken[];
  expr: ExprCstNode[];
  by?: ByCstNode[];
  LBRACE: IToken[];
  scoreItem?: ScoreItemCstNode[];
  RBRACE: IToken[];
};

export interface ByCstNode extends CstNode {
  name: "by";
  children: ByCstChildren;
}

export type ByCstChildren = {
  BY: IToken[];
  LBRACK: IToken[];
  column: ColumnCstNode[];
  COMMA?: IToken[];
  RBRACK: IToken[];
};

export interface ColumnCstNode extends CstNode {
  name: "column";
  children: ColumnCstChildren;
}

export type ColumnCstChildren = {
  DOT?: IToken[];
  NAME: IToken[];
};

export interface ScoreItemCstNode extends CstNode {
  name: "scoreItem";
  children: ScoreItemCstChildren;
}

export type ScoreItemCstChildren = {
  metric?: MetricCstNode[];
  prop?: PropCstNode[];
};

export interface MetricCstNode extends CstNode {
  name: "metric";
  children: MetricCstChildren;
}

export type MetricCstChildren = {
  METRIC: IToken[];
  ID: IToken[];
  EQ: IToken[];
  expr: ExprCstNode[];
};

export interface ChartDeclCstNode extends CstNode {
  name: "chartDecl";
  children: ChartDeclCstChildren;
}

export type ChartDeclCstChildren = {
  CHART: IToken[];
  ID?: IToken[];
  EQ?: IToken[];
  expr: ExprCstNode[];
  WITH?: IToken[];
  props?: PropsCstNode[];
};

export interface CheckStmtCstNode extends CstNode {
  name: "checkStmt";
  children: CheckStmtCstChildren;
}

export type CheckStmtCstChildren = {
  CHECK: IToken[];
  expr: ExprCstNode[];
  AS?: IToken[];
  STR?: IToken[];
};

export interface CommandCstNode extends CstNode {
  name: "command";
  children: CommandCstChildren;
}

export type CommandCstChildren = {
  SHOW?: IToken[];
  EXPLAIN?: IToken[];
  ESTIMATE?: IToken[];
  PREVIEW?: IToken[];
  expr?: ExprCstNode[];
  FOR?: IToken[];
};

export interface ExprCstNode extends CstNode {
  name: "expr";
  children: ExprCstChildren;
}

export type ExprCstChildren = {
  operand: OperandCstNode[];
  logic?: LogicCstNode[];
};

export interface LogicCstNode extends CstNode {
  name: "logic";
  children: LogicCstChildren;
}

export type LogicCstChildren = {
  LOGIC?: IToken[];
  NOT?: IToken[];
  IN?: IToken[];
};

export interface OperandCstNode extends CstNode {
  name: "operand";
  children: OperandCstChildren;
}

export type OperandCstChildren = {
  NOT?: IToken[];
  pipe: PipeCstNode[];
};

export interface PipeCstNode extends CstNode {
  name: "pipe";
  children: PipeCstChildren;
}

export type PipeCstChildren = {
  binary: BinaryCstNode[];
  PIPE?: IToken[];
  stage?: StageCstNode[];
};

export interface StageCstNode extends CstNode {
  name: "stage";
  children: StageCstChildren;
}

export type StageCstChildren = {
  ID: IToken[];
  DOT?: IToken[];
  NAME?: IToken[];
  args?: ArgsCstNode[];
  get?: GetCstNode[];
  index?: IndexCstNode[];
};

export interface BinaryCstNode extends CstNode {
  name: "binary";
  children: BinaryCstChildren;
}

export type BinaryCstChildren = {
  unary: UnaryCstNode[];
  ARITH?: IToken[];
};

export interface UnaryCstNode extends CstNode {
  name: "unary";
  children: UnaryCstChildren;
}

export type UnaryCstChildren = {
  MINUS?: IToken[];
  postfix: PostfixCstNode[];
};

export interface PostfixCstNode extends CstNode {
  name: "postfix";
  children: PostfixCstChildren;
}

export type PostfixCstChildren = {
  primary: PrimaryCstNode[];
  get?: GetCstNode[];
  args?: ArgsCstNode[];
  index?: IndexCstNode[];
};

export interface GetCstNode extends CstNode {
  name: "get";
  children: GetCstChildren;
}

export type GetCstChildren = {
  DOT: IToken[];
  NAME: IToken[];
};

export interface IndexCstNode extends CstNode {
  name: "index";
  children: IndexCstChildren;
}

export type IndexCstChildren = {
  LBRACK: IToken[];
  expr: ExprCstNode[];
  RANGE?: IToken[];
  RBRACK: IToken[];
};

export interface ArgsCstNode extends CstNode {
  name: "args";
  children: ArgsCstChildren;
}

export type ArgsCstChildren = {
  LPAREN: IToken[];
  arg?: ArgCstNode[];
  COMMA?: IToken[];
  RPAREN: IToken[];
};

export interface ArgCstNode extends CstNode {
  name: "arg";
  children: ArgCstChildren;
}

export type ArgCstChildren = {
  NAME?: IToken[];
  COLON?: IToken[];
  lambda?: LambdaCstNode[];
  expr?: ExprCstNode[];
};

export interface LambdaCstNode extends CstNode {
  name: "lambda";
  children: LambdaCstChildren;
}

export type LambdaCstChildren = {
  ID: IToken[];
  ARROW: IToken[];
  expr: ExprCstNode[];
};

export interface PrimaryCstNode extends CstNode {
  name: "primary";
  children: PrimaryCstChildren;
}

export type PrimaryCstChildren = {
  NUM?: IToken[];
  STR?: IToken[];
  TRUE?: IToken[];
  FALSE?: IToken[];
  NULL?: IToken[];
  ID?: IToken[];
  EMPTY?: IToken[];
  template?: TemplateCstNode[];
  rowField?: RowFieldCstNode[];
  list?: ListCstNode[];
  record?: RecordCstNode[];
  ifExpr?: IfExprCstNode[];
  group?: GroupCstNode[];
};

export interface GroupCstNode extends CstNode {
  name: "group";
  children: GroupCstChildren;
}

export type GroupCstChildren = {
  LPAREN: IToken[];
  expr: ExprCstNode[];
  RPAREN: IToken[];
};

export interface RowFieldCstNode extends CstNode {
  name: "rowField";
  children: RowFieldCstChildren;
}

export type RowFieldCstChildren = {
  DOT: IToken[];
  NAME: IToken[];
};

export interface ListCstNode extends CstNode {
  name: "list";
  children: ListCstChildren;
}

export type ListCstChildren = {
  LBRACK: IToken[];
  expr: ExprCstNode[];
  COMMA?: IToken[];
  RBRACK: IToken[];
};

export interface RecordCstNode extends CstNode {
  name: "record";
  children: RecordCstChildren;
}

export type RecordCstChildren = {
  LBRACE: IToken[];
  entry?: EntryCstNode[];
  COMMA?: IToken[];
  RBRACE: IToken[];
};

export interface EntryCstNode extends CstNode {
  name: "entry";
  children: EntryCstChildren;
}

export type EntryCstChildren = {
  NAME?: IToken[];
  STR?: IToken[];
  COLON: IToken[];
  expr: ExprCstNode[];
};

export interface IfExprCstNode extends CstNode {
  name: "ifExpr";
  children: IfExprCstChildren;
}

export type IfExprCstChildren = {
  IF: IToken[];
  expr: ExprCstNode[];
  THEN: IToken[];
  ELSE: IToken[];
};

export interface TemplateCstNode extends CstNode {
  name: "template";
  children: TemplateCstChildren;
}

export type TemplateCstChildren = {
  OPEN: IToken[];
  parts: PartsCstNode[];
  CLOSE: IToken[];
};

export interface PartsCstNode extends CstNode {
  name: "parts";
  children: PartsCstChildren;
}

export type PartsCstChildren = {
  TEXT?: IToken[];
  hole?: HoleCstNode[];
  ifBlock?: IfBlockCstNode[];
  eachBlock?: EachBlockCstNode[];
};

export interface HoleCstNode extends CstNode {
  name: "hole";
  children: HoleCstChildren;
}

export type HoleCstChildren = {
  HOLE: IToken[];
  expr: ExprCstNode[];
  HOLEEND: IToken[];
};

export interface IfBlockCstNode extends CstNode {
  name: "ifBlock";
  children: IfBlockCstChildren;
}

export type IfBlockCstChildren = {
  IFBLOCK: IToken[];
  expr: ExprCstNode[];
  HOLEEND: IToken[];
  parts: PartsCstNode[];
  ELSEBLOCK?: IToken[];
  ENDBLOCK: IToken[];
};

export interface EachBlockCstNode extends CstNode {
  name: "eachBlock";
  children: EachBlockCstChildren;
}

export type EachBlockCstChildren = {
  EACHBLOCK: IToken[];
  ID: IToken[];
  COMMA?: IToken[];
  IN: IToken[];
  expr: ExprCstNode[];
  HOLEEND: IToken[];
  parts: PartsCstNode[];
  ENDBLOCK: IToken[];
};
