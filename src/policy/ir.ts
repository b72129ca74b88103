// The intermediate representation: what both languages become and what both back ends read. It is a typed tree with C's structure
// (statements, places, expressions) and with everything made explicit: conversions, promotions, array decay, the size of pointer
// steps. A unit is immutable once lowered.
//
// It leaves out what a policy does not need: struct values in registers, bit fields, floating point, jumps into blocks.

import type { AttachKind } from '../kernel/interfaces.ts'
import type { MapKind } from '../kernel/schema.ts'
import type { KernelVersion } from '../kernel/versions.ts'
import type { Span } from './span.ts'
import type { Field, FunctionType, IntType, PointerType, StructTable, Type } from './types.ts'

/** One compiled text: a policy, or the kernel's own part (`kernel/oom_kill.c`, `kernel/bpf_runtime.c`). */
export interface Unit {
  /** `kernel` code is trusted: no budget, no checked addresses, no verifier. */
  origin: 'policy' | 'kernel'
  kernel: KernelVersion
  structs: StructTable
  globals: readonly Global[]
  maps: readonly MapDefinition[]
  functions: readonly FunctionIr[]
  programs: readonly Program[]
  /** The text of `SEC("license")`, or null where the unit has none. */
  license: string | null
}

/** A variable with static storage, also a string literal (`section` rodata, name `.str.N`) and a static local (`function.name`). */
export interface Global {
  name: string
  type: Type
  size: number
  align: number
  section: 'rodata' | 'data' | 'bss'
  /** True for `const volatile`: a parameter that the page shows as an input and a loader may set before the start. */
  parameter: boolean
  /** `size` bytes: the initial value. */
  initial: Uint8Array
  /** The comment beside the declaration, without its marks; null where there is none. */
  doc: string | null
  /** True for string literals and other globals that the author did not name. */
  synthetic: boolean
  /** For a parameter with limits: the smallest and largest value that the author means. */
  range?: { min: bigint; max: bigint }
  /** True for `static`: no loader can change it, so clang knows the value of one that the unit never writes. */
  internal?: true
  span: Span
}

/** A map in the `SEC(".maps")` form. Its address is a place of kind `map`. */
export interface MapDefinition {
  name: string
  mapKind: MapKind
  key: Type
  value: Type
  keySize: number
  valueSize: number
  maxEntries: number
  mapFlags: number
  doc: string | null
  span: Span
}

/** A parameter or local variable of a function; its id is its index in `FunctionIr.locals`. */
export interface Local {
  id: number
  name: string
  type: Type
  /** True when it lives on the stack: its address is taken, or it is an array or struct. */
  inMemory: boolean
  /** True for temporaries that the author did not write; the stepper hides them. */
  synthetic: boolean
  /** True for the iterator of bpf_for_each, which ends by itself where its block is left. */
  endsWithScope?: true
  span: Span
}

export interface FunctionIr {
  name: string
  /** Ids of the locals that receive the arguments, in order. */
  params: readonly number[]
  locals: readonly Local[]
  returns: Type
  body: readonly Stmt[]
  /** True for `__weak`: a program attached to it, or a definition elsewhere, takes its place. */
  weak: boolean
  /** True for a function of a policy that the verifier checks by itself: not static, and not put into its callers by clang. */
  separate?: true
  span: Span
  nameSpan: Span
}

/** A function with a `SEC(...)` of a known kind. Programs are attached in the order of the source. */
export interface Program {
  section: string
  attach: AttachKind
  /** The kernel function it attaches to: `target` of its row in `kernel/interfaces.ts`. */
  target: string
  /** The IR function that runs. */
  function: string
  /**
   * How it takes its arguments: `args`, as BPF_PROG spells them (it may take fewer than the target has; an fmod_ret program may take
   * one more, the value so far); `context`, one pointer to an array of u64.
   */
  abi: 'args' | 'context'
  span: Span
}

/** Statements. Every one has the span of its source text. */
export type Stmt =
  | { kind: 'expr'; expr: Expr; span: Span }
  /** A declaration of a local; `init` is null when it starts uninitialised (it then reads 0, as INIT_STACK_ALL_ZERO gives). */
  | { kind: 'declare'; local: number; init: Expr | null; span: Span }
  | { kind: 'if'; condition: Expr; then: readonly Stmt[]; otherwise: readonly Stmt[]; span: Span }
  | LoopStmt
  | { kind: 'switch'; value: Expr; sections: readonly SwitchSection[]; span: Span }
  | { kind: 'block'; body: readonly Stmt[]; span: Span }
  /** Ends the nearest loop or switch. */
  | { kind: 'break'; span: Span }
  | { kind: 'continue'; span: Span }
  | { kind: 'return'; value: Expr | null; span: Span }
  /** Jumps to a `label` that stands in the same statement list or in an enclosing one. */
  | { kind: 'goto'; label: string; span: Span }
  | { kind: 'label'; label: string; span: Span }

export interface LoopStmt {
  kind: 'loop'
  form: 'for' | 'while' | 'do' | 'bpf_for' | 'bpf_repeat'
  /** Null means forever. For `do` it is tested after the body. */
  condition: Expr | null
  /** Runs after the body and at `continue`; null where there is none. */
  step: Expr | null
  body: readonly Stmt[]
  span: Span
  /** The span of the loop's head, to point at in messages. */
  headSpan: Span
}

/** One run of case labels with the statements up to the next one; control falls through to the next section. */
export interface SwitchSection {
  cases: readonly { low: bigint; high: bigint }[]
  isDefault: boolean
  body: readonly Stmt[]
  span: Span
}

/** Something with an address, or a local in a register. */
export type Place =
  | { kind: 'local'; local: number; type: Type; span: Span }
  | { kind: 'global'; name: string; type: Type; span: Span }
  | { kind: 'map'; name: string; type: Type; span: Span }
  /** `probed` is true for the steps of BPF_CORE_READ and its like: probe reads, whose addresses the verifier does not check. */
  | { kind: 'deref'; pointer: Expr; type: Type; span: Span; probed?: true }
  | { kind: 'member'; base: Place; field: Field; type: Type; span: Span }
  /** `index` is a 64-bit integer; the element type is `type`. */
  | { kind: 'index'; base: Place; index: Expr; type: Type; span: Span }

export type BinaryOp = 'add' | 'sub' | 'mul' | 'div' | 'mod' | 'and' | 'or' | 'xor' | 'shl' | 'shr'
export type CompareOp = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge'

/**
 * Expressions. `type` is the type of the value. Integer operands have already been promoted: both sides of a binary or compare have
 * the same type (the right side of a shift has its own), at least 32 bits wide. Where a node says nothing else, its value type is an
 * integer or a pointer; only calls may be void.
 */
export type Expr =
  | { kind: 'const'; value: bigint; type: IntType | PointerType; span: Span }
  | { kind: 'read'; place: Place; type: IntType | PointerType; span: Span }
  | { kind: 'address'; place: Place; type: PointerType; span: Span }
  | { kind: 'functionAddress'; function: string; type: PointerType; span: Span }
  | { kind: 'unary'; op: 'neg' | 'bitnot'; operand: Expr; type: IntType; span: Span }
  /** `!x`: the operand may be any scalar; the value is an int, 0 or 1. */
  | { kind: 'not'; operand: Expr; type: IntType; span: Span }
  | { kind: 'binary'; op: BinaryOp; left: Expr; right: Expr; type: IntType; span: Span }
  /** Pointers compare unsigned. The value is an int, 0 or 1. */
  | { kind: 'compare'; op: CompareOp; left: Expr; right: Expr; type: IntType; span: Span }
  /** Short circuit; operands may be any scalar; the value is an int, 0 or 1. */
  | { kind: 'logical'; op: 'and' | 'or'; left: Expr; right: Expr; type: IntType; span: Span }
  | { kind: 'conditional'; condition: Expr; then: Expr; otherwise: Expr; type: Type; span: Span }
  /** To `type`: truncation, sign or zero extension by the operand's type, 0/1 for bool, pointer to integer and back. */
  | { kind: 'convert'; operand: Expr; type: IntType | PointerType; span: Span }
  /** pointer + index * scale, in bytes; `index` is a 64-bit signed integer. */
  | { kind: 'pointerAdd'; pointer: Expr; index: Expr; scale: number; type: PointerType; span: Span }
  /** (left - right) / scale as a signed 64-bit integer. */
  | { kind: 'pointerDiff'; left: Expr; right: Expr; scale: number; type: IntType; span: Span }
  /** Stores and gives the stored value. */
  | { kind: 'assign'; place: Place; value: Expr; type: IntType | PointerType; span: Span }
  /**
   * `place op= value`, `++`, `--` and the atomic read-modify-write builtins. The place is evaluated once, read, converted to `computeType`,
   * combined with `value` (already of `computeType`, or a shift count, or, for a pointer place, a 64-bit byte count), converted back and
   * stored. Gives the stored value, or the one before it when `result` is `old`.
   */
  | {
      kind: 'update'
      op: BinaryOp
      place: Place
      value: Expr
      computeType: IntType | PointerType
      result: 'old' | 'new'
      type: IntType | PointerType
      span: Span
    }
  /** Copies `size` bytes: assignment of structs and initialisation from a literal. Has no value. */
  | { kind: 'copy'; target: Place; source: Place; size: number; type: Type; span: Span }
  /** Sets `size` bytes to 0: the start of an aggregate's initialiser. Has no value. */
  | { kind: 'zero'; target: Place; size: number; type: Type; span: Span }
  /** A function of this unit, a helper or a kfunc (those are functions of the kernel's unit, by name). */
  | { kind: 'call'; callee: string; args: readonly Expr[]; external: boolean; type: Type; span: Span }
  /** A call through a pointer; only kernel units have it. */
  | { kind: 'callIndirect'; pointer: Expr; signature: FunctionType; args: readonly Expr[]; type: Type; span: Span }
  /** The comma operator: effects in order, then the value. */
  | { kind: 'sequence'; effects: readonly Expr[]; value: Expr; type: Type; span: Span }
  /** GNU `({ ... })`: statements, then the value (null when it has none). */
  | { kind: 'statements'; body: readonly Stmt[]; value: Expr | null; type: Type; span: Span }
