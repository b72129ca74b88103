// The syntax tree of the C front end: what was written, before types. Macros are already expanded; spans point at the author's text.

import type { Span } from '../../span.ts'

export interface TranslationUnit {
  items: readonly ExternalItem[]
  /** Comments in source order, for the docs of globals, parameters and maps. Text is without the comment marks. */
  comments: readonly { span: Span; text: string }[]
  /** Headers that the text includes, as written between the quotes or brackets. */
  includes: readonly { name: string; span: Span }[]
  /** The author's macros that are still defined at the end, for completion. */
  macros: readonly { name: string; span: Span }[]
}

export type ExternalItem = FunctionDefinition | Declaration | { kind: 'staticAssert'; span: Span }

/**
 * `__attribute__((name(args)))`, by its name without underscores around it, and what libbpf's macros stand for: `SEC("x")` is `section`,
 * and the words lose their underscores in front: `weak`, `always_inline`, `noinline`, `ksym`, `kconfig`, `hidden`, `kptr`, `arg_nonnull`.
 */
export interface Attribute {
  name: string
  /** The argument of `section` and its like, without quotes; null where there is none. */
  argument: string | null
  span: Span
}

export interface Specifiers {
  storage: 'none' | 'static' | 'extern' | 'typedef'
  inline: boolean
  constant: boolean
  volatile: boolean
  /** Null where the type was left out: an error already reported; treat as int. */
  type: TypeSpecifier | null
  attributes: readonly Attribute[]
  span: Span
}

export type TypeSpecifier =
  /** Keywords as a sorted set: `unsigned long` is ['long', 'unsigned']; also `void`, `_Bool`/`bool`, `float`, `double`. */
  | { kind: 'builtin'; words: readonly string[]; span: Span }
  | { kind: 'typedefName'; name: string; span: Span }
  | {
      kind: 'struct'
      union: boolean
      tag: string | null
      members: readonly MemberDeclaration[] | null
      attributes: readonly Attribute[]
      span: Span
    }
  | { kind: 'enum'; tag: string | null; enumerators: readonly Enumerator[] | null; span: Span }
  | { kind: 'typeofExpr'; expr: CExpr; span: Span }
  | { kind: 'typeofType'; type: TypeName; span: Span }

export interface MemberDeclaration {
  specifiers: Specifiers
  /** Empty for an anonymous struct or union member. */
  declarators: readonly { declarator: Declarator; bits: CExpr | null }[]
  span: Span
}

export interface Enumerator {
  name: string
  value: CExpr | null
  span: Span
}

/** A declarator from the inside out: `layers[0]` is what the name is first (`*a[3]` is array of pointer: [array 3, pointer]). */
export interface Declarator {
  /** Null in abstract declarators. */
  name: string | null
  nameSpan: Span
  layers: readonly DeclaratorLayer[]
  attributes: readonly Attribute[]
  /** Set when the declarator was `BPF_PROG(name, params...)`; its layers begin with the function layer of those parameters. */
  bpfProg: boolean
  /** The macro of another kind of program that stood in the place of BPF_PROG, such as `BPF_KPROBE`. */
  otherMacro: string | null
  span: Span
}

export type DeclaratorLayer =
  | { kind: 'pointer'; constant: boolean }
  | { kind: 'array'; length: CExpr | null; span: Span }
  | { kind: 'function'; params: readonly ParamDeclaration[]; variadic: boolean; span: Span }

export interface ParamDeclaration {
  specifiers: Specifiers
  declarator: Declarator
  span: Span
}

export interface Declaration {
  kind: 'declaration'
  specifiers: Specifiers
  declarators: readonly { declarator: Declarator; init: Initializer | null; span: Span }[]
  span: Span
}

export interface FunctionDefinition {
  kind: 'function'
  specifiers: Specifiers
  declarator: Declarator
  body: CompoundStmt
  span: Span
}

export type Initializer =
  | { kind: 'expr'; expr: CExpr; span: Span }
  | { kind: 'list'; items: readonly { designators: readonly Designator[]; init: Initializer }[]; span: Span }

export type Designator = { kind: 'field'; name: string; span: Span } | { kind: 'index'; index: CExpr; span: Span }

export interface TypeName {
  specifiers: Specifiers
  declarator: Declarator
  span: Span
}

export interface CompoundStmt {
  kind: 'compound'
  items: readonly BlockItem[]
  span: Span
}

export type BlockItem = CStmt | Declaration

export type CStmt =
  | CompoundStmt
  | { kind: 'expr'; expr: CExpr | null; span: Span }
  | { kind: 'if'; condition: CExpr; then: CStmt; otherwise: CStmt | null; span: Span }
  | { kind: 'while'; condition: CExpr; body: CStmt; span: Span; headSpan: Span }
  | { kind: 'do'; body: CStmt; condition: CExpr; span: Span; headSpan: Span }
  | {
      kind: 'for'
      init: Declaration | CExpr | null
      condition: CExpr | null
      step: CExpr | null
      body: CStmt
      span: Span
      headSpan: Span
    }
  /** libbpf's `bpf_for(i, from, to)`: `variable` is an lvalue of type int. */
  | { kind: 'bpfFor'; variable: CExpr; from: CExpr; to: CExpr; body: CStmt; span: Span; headSpan: Span }
  /** libbpf's `bpf_for_each(iterator, cur, args...)`: `cur` is the pointer variable that each turn sets. */
  | {
      kind: 'bpfForEach'
      iterator: string
      variable: CExpr
      args: readonly CExpr[]
      body: CStmt
      span: Span
      headSpan: Span
    }
  /** `asm volatile(template : outputs : inputs : clobbers)`, by its template. */
  | { kind: 'asm'; template: string; operands: readonly AsmOperand[]; span: Span }
  | { kind: 'bpfRepeat'; count: CExpr; body: CStmt; span: Span; headSpan: Span }
  | { kind: 'switch'; value: CExpr; body: CStmt; span: Span }
  | { kind: 'case'; low: CExpr; high: CExpr | null; body: CStmt; span: Span }
  | { kind: 'default'; body: CStmt; span: Span }
  | { kind: 'label'; name: string; body: CStmt; span: Span }
  | { kind: 'goto'; name: string; span: Span }
  | { kind: 'break'; span: Span }
  | { kind: 'continue'; span: Span }
  | { kind: 'return'; value: CExpr | null; span: Span }
  /** What could not be read; the error is already reported. */
  | { kind: 'error'; span: Span }

/** An operand of inline assembly: outputs first, `%0` is the first of all. */
export interface AsmOperand {
  /** The name between brackets, for `%[name]`. */
  name: string | null
  constraint: string
  expr: CExpr
}

export type CBinaryOp =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '&'
  | '|'
  | '^'
  | '<<'
  | '>>'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '&&'
  | '||'

export type CAssignOp = '=' | '+=' | '-=' | '*=' | '/=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>='

export type CExpr =
  /** `bits` and `signed` follow C's rules for the literal's size and suffix. Character constants are ints. */
  | { kind: 'integer'; value: bigint; bits: 32 | 64; signed: boolean; span: Span }
  | { kind: 'float'; text: string; span: Span }
  /** Bytes without the final NUL; adjacent literals are joined. */
  | { kind: 'string'; bytes: Uint8Array; span: Span }
  | { kind: 'name'; name: string; span: Span }
  | { kind: 'unary'; op: '+' | '-' | '~' | '!' | '*' | '&'; operand: CExpr; span: Span }
  | { kind: 'prefix'; op: '++' | '--'; operand: CExpr; span: Span }
  | { kind: 'postfix'; op: '++' | '--'; operand: CExpr; span: Span }
  | { kind: 'binary'; op: CBinaryOp; left: CExpr; right: CExpr; span: Span; opSpan: Span }
  | { kind: 'assign'; op: CAssignOp; target: CExpr; value: CExpr; span: Span; opSpan: Span }
  /** `then` is null for GNU `a ?: b`. */
  | { kind: 'conditional'; condition: CExpr; then: CExpr | null; otherwise: CExpr; span: Span }
  | { kind: 'call'; callee: CExpr; args: readonly CExpr[]; span: Span }
  | { kind: 'member'; object: CExpr; arrow: boolean; name: string; nameSpan: Span; span: Span }
  | { kind: 'index'; object: CExpr; index: CExpr; span: Span }
  | { kind: 'cast'; type: TypeName; operand: CExpr; span: Span }
  | { kind: 'sizeofExpr'; operand: CExpr; span: Span }
  | { kind: 'sizeofType'; type: TypeName; span: Span }
  | { kind: 'offsetof'; type: TypeName; path: readonly Designator[]; span: Span }
  | { kind: 'compoundLiteral'; type: TypeName; init: Initializer; span: Span }
  | { kind: 'comma'; items: readonly CExpr[]; span: Span }
  | { kind: 'statements'; body: CompoundStmt; span: Span }
  /**
   * Function-like macros of the BPF headers that take field paths or types and so are not calls: BPF_CORE_READ and its family,
   * bpf_core_field_exists / _type_exists / _enum_value / _enum_value_exists / _field_size / _field_offset, bpf_core_cast.
   */
  | { kind: 'coreMacro'; name: string; args: readonly CoreArgument[]; span: Span; nameSpan: Span }
  | { kind: 'error'; span: Span }

/** An argument of a core macro as far as it could be read; the lowering takes the reading that its macro asks for. */
export interface CoreArgument {
  expr: CExpr | null
  type: TypeName | null
  span: Span
}
