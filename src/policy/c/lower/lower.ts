// The lowering of C: syntax tree -> IR. It resolves names, gives every expression its C type, makes conversions explicit and answers CO-RE
// questions for the chosen kernel. What the kernel's verifier would say about the result is not its business (`../verifier.ts`).
//
// The passes: lower-types (declarations to types), lower-expressions with lower-operators, -members, -calls, -builtins and -core,
// lower-initializers, lower-statements with lower-locals and lower-flow, lower-globals, -maps, -functions and -programs.

import { parametersOf, VERDICT_HOOK } from '../../../kernel/interfaces.ts'
import type { KernelVersion } from '../../../kernel/versions.ts'
import type { Checked } from '../../diagnostics.ts'
import { sortDiagnostics } from '../../diagnostics.ts'
import type { Unit } from '../../ir.ts'
import { type KernelTypes, kernelTypes } from '../../kernel-types.ts'
import { NO_SPAN, type Span } from '../../span.ts'
import type { Type } from '../../types.ts'
import type { Declaration, ExternalItem, TranslationUnit } from '../parse/ast.ts'
import { declare, type LowerContext, type Passes, report, type Scope } from './context.ts'
import { lowerOperand } from './expressions.ts'
import { lowerFunction } from './functions.ts'
import { leftOut } from './companions.ts'
import { attributesOf, declareFunction, declareGlobal } from './globals.ts'
import { declareMap } from './maps.ts'
import { lowerBlock } from './statements.ts'
import { applyDeclarator, findAttribute, lowerSpecifiers } from './types.ts'
import { MAP_DEFINITION } from './rules/maps.ts'
import { UNDEFINED_FUNCTION } from './rules/names.ts'
import { MISSING_LICENSE, NO_PROGRAM, WRONG_LICENSE } from './rules/programs.ts'

export interface LowerCOptions {
  kernel: KernelVersion
  origin: 'policy' | 'kernel'
  /** The text that the tree was read from: docs beside declarations and some fixes need it. */
  text?: string
}

const PASSES: Passes = { operand: lowerOperand, block: lowerBlock }

/**
 * Lowers a syntax tree. Any tree gives a unit; where something is wrong there is an error among the diagnostics (in the order of the text,
 * codes of `lower-codes.ts`), and the unit must not be run.
 */
export function lowerC(ast: TranslationUnit, options: LowerCOptions): Checked<Unit> {
  const kernel = kernelTypes(options.kernel, options.origin)
  const scope: Scope = { parent: kernelScope(kernel), names: new Map(), tags: new Map() }
  const c: LowerContext = {
    options: { kernel, origin: options.origin, text: options.text ?? null },
    passes: PASSES,
    ast,
    diagnostics: [],
    structs: new Map(kernel.structs),
    missingFields: new Map(),
    fileScope: scope,
    definedFunctions: new Set(
      ast.items.flatMap((item) => (item.kind === 'function' ? [item.declarator.name ?? ''] : [])),
    ),
    scope,
    globals: [],
    maps: [],
    functions: [],
    programs: [],
    license: null,
    fn: null,
    dead: 0,
    depth: 0,
    anonymous: 0,
    strings: new Map(),
    reported: new Set(),
    used: new Map(),
    leftOut: options.origin === 'policy' ? leftOut(ast) : new Set(),
  }
  for (const item of ast.items) lowerItem(c, item)
  if (options.origin === 'policy') {
    checkBodies(c)
    // A text that declares nothing attaches nothing on purpose.
    if (ast.items.length > 0) checkPrograms(c)
    checkLicense(c)
  }
  return { value: toUnit(c, options), diagnostics: sortDiagnostics(c.diagnostics) }
}

/** What a policy knows before its first line: the kernel's constants, types and functions. */
function kernelScope(kernel: KernelTypes): Scope {
  const scope: Scope = { parent: null, names: new Map(), tags: new Map() }
  for (const [name, type] of kernel.typedefs)
    scope.names.set(name, { kind: 'typedef', type, constant: false, span: NO_SPAN })
  for (const [name, row] of kernel.constants) {
    if (row.exists) scope.names.set(name, { kind: 'constant', value: row.value, type: row.type, span: NO_SPAN })
  }
  for (const [name, { type, params }] of kernel.functions) {
    scope.names.set(name, { kind: 'function', name, type, params, defined: false, external: true, span: NO_SPAN })
  }
  return scope
}

function toUnit(c: LowerContext, options: LowerCOptions): Unit {
  return {
    origin: options.origin,
    kernel: options.kernel,
    structs: c.structs,
    globals: c.globals,
    maps: c.maps,
    functions: c.functions,
    programs: c.programs,
    license: c.license?.text ?? null,
  }
}

function lowerItem(c: LowerContext, item: ExternalItem): void {
  switch (item.kind) {
    case 'function':
      lowerFunction(c, item)
      return
    case 'declaration':
      lowerFileDeclaration(c, item)
      return
    case 'staticAssert':
      return
  }
}

function lowerFileDeclaration(c: LowerContext, declaration: Declaration): void {
  const base = lowerSpecifiers(c, declaration.specifiers)
  for (const declared of declaration.declarators) {
    const { declarator } = declared
    const { name, nameSpan } = declarator
    if (name === null) continue
    const qualified = applyDeclarator(c, base, declarator)
    const { type } = qualified
    const attributes = attributesOf(declaration, declarator)
    const section = findAttribute(attributes, 'section')?.argument ?? ''
    if (declaration.specifiers.storage === 'typedef') {
      declareTypedef(c, name, type, qualified.constant, nameSpan)
    } else if (type.kind === 'function') {
      declareFunction(c, name, type, { ...declarator, attributes }, false)
    } else if (section === '.maps' && c.leftOut.has(name)) {
      declare(c, name, { kind: 'unusable', reason: '', span: nameSpan })
    } else if (section === '.maps') declareMap(c, declaration, declared, type)
    else if (section === 'maps') reportLegacyMap(c, name, nameSpan)
    else if (section === 'license' || section === 'version') {
      if (section === 'license') c.license = readLicense(declared, nameSpan)
      declare(c, name, {
        kind: 'unusable',
        reason: `'${name}' is for the loader and not a variable of the program.`,
        span: nameSpan,
      })
    } else if (isOldHelperDeclaration(c, name, type)) continue
    else declareGlobal(c, declaration, declared, qualified, name)
  }
}

/** An author's typedef may repeat the kernel's: programs without vmlinux.h declare their own u64. */
function declareTypedef(c: LowerContext, name: string, type: Type, isConstant: boolean, span: Span): void {
  const before = c.scope.names.get(name)
  if (before?.kind === 'typedef') return
  // The name that the author gave is the one to show.
  const named: Type = type.kind === 'int' ? { ...type, name } : type
  declare(c, name, { kind: 'typedef', type: named, constant: isConstant, span })
}

function reportLegacyMap(c: LowerContext, name: string, span: Span): void {
  report(
    c,
    MAP_DEFINITION,
    span,
    'SEC("maps") is the old form, which libbpf no longer loads. Write struct { __uint(type, ...); ... } name SEC(".maps");',
  )
  declare(c, name, { kind: 'unusable', reason: '', span })
}

/** `static long (*bpf_foo)(...) = (void *)6;`: how helpers were declared before libbpf had a header for them. */
const isOldHelperDeclaration = (c: LowerContext, name: string, type: Type): boolean =>
  type.kind === 'pointer' && type.to.kind === 'function' && c.options.kernel.functions.has(name)

function readLicense(declared: Declaration['declarators'][number], span: Span): { text: string; span: Span } | null {
  const { init } = declared
  const expr = init?.kind === 'list' ? init.items[0]?.init : init
  if (expr?.kind !== 'expr' || expr.expr.kind !== 'string') return { text: '', span }
  return { text: new TextDecoder().decode(expr.expr.bytes), span: expr.span }
}

/** A function that is called must have a body; what is only declared costs nothing. */
function checkBodies(c: LowerContext): void {
  for (const [name, span] of c.used) {
    if (c.definedFunctions.has(name)) continue
    report(
      c,
      UNDEFINED_FUNCTION,
      span,
      `'${name}' is declared, but it has no body and is no helper or kfunc that the playground knows.`,
      { verifier: `failed to find BTF for extern '${name}' (libbpf)` },
    )
  }
}

function checkPrograms(c: LowerContext): void {
  if (c.programs.length > 0 || c.diagnostics.some((d) => d.severity === 'error')) return
  report(
    c,
    NO_PROGRAM,
    NO_SPAN,
    `There is no program here, so the kernel decides alone. Put SEC("${VERDICT_HOOK.section}") in front of int BPF_PROG(name, ${parametersOf(VERDICT_HOOK)}).`,
  )
}

const GPL_COMPATIBLE: ReadonlySet<string> = new Set([
  'GPL',
  'GPL v2',
  'GPL and additional rights',
  'Dual BSD/GPL',
  'Dual MIT/GPL',
  'Dual MPL/GPL',
])

function checkLicense(c: LowerContext): void {
  if (c.license === null) {
    if (c.programs.length === 0) return
    const end = c.ast.items.at(-1)?.span.end ?? 0
    report(
      c,
      MISSING_LICENSE,
      { start: end, end },
      'The kernel loads this program only with a licence: add char _license[] SEC("license") = "GPL"; The playground runs it without.',
      {
        verifier: "Cannot access kernel 'struct task_struct' from non-GPL compatible program",
        fixes: [
          {
            title: 'Add the licence',
            edits: [{ span: { start: end, end }, text: '\n\nchar _license[] SEC("license") = "GPL";\n' }],
          },
        ],
      },
    )
    return
  }
  const { text, span } = c.license
  if (GPL_COMPATIBLE.has(text)) return
  report(c, WRONG_LICENSE, span, `"${text}" is not a GPL-compatible licence to the kernel. Write "GPL".`, {
    verifier: 'cannot call GPL-restricted function from non-GPL compatible program',
    fixes: [{ title: 'Write "GPL"', edits: [{ span, text: '"GPL"' }] }],
  })
}
