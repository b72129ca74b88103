// Variables with static storage, parameters among them, and declarations of functions. Definitions of functions are in
// `lower-functions.ts`, maps in `lower-maps.ts`.

import type { Global } from '../../ir.ts'
import type { Span } from '../../span.ts'
import { alignOf, type FunctionType, INT, sizeOf, type Type } from '../../types.ts'
import type { Attribute, Declaration, Declarator } from '../parse/ast.ts'
import { declarationDoc } from '../text/declaration-docs.ts'
import { linuxVersionCode } from '../text/headers.ts'
import { withoutFlavour } from './build.ts'
import { declare, ERROR_TYPE, type FunctionEntity, type LowerContext, report } from './context.ts'
import { completeType, initialBytes } from './initializers.ts'
import { compatible, findAttribute, objectType, type Qualified } from './types.ts'
import { REDECLARATION } from './rules/names.ts'
import { VLA } from './rules/storage.ts'

type Declared = Declaration['declarators'][number]

export function attributesOf(declaration: Pick<Declaration, 'specifiers'>, declarator: Declarator): Attribute[] {
  return [...declaration.specifiers.attributes, ...declarator.attributes]
}

/** The comment that explains a declarator; null where there is none, or where the text is not at hand. */
export function docFor(c: LowerContext, declaration: Span, declarator: Span): string | null {
  const { text } = c.options
  return text === null ? null : declarationDoc(text, c.ast.comments, declaration, declarator)
}

/** Declares a variable with static storage. `irName` is its name in the IR, which for static locals is not the author's. */
export function declareGlobal(
  c: LowerContext,
  declaration: Declaration,
  declared: Declared,
  qualified: Qualified,
  irName: string,
): void {
  const { declarator, init } = declared
  const { nameSpan } = declarator
  const name = declarator.name ?? ''
  const { specifiers } = declaration
  if (specifiers.storage === 'extern' && init === null) {
    declareExtern(c, name, qualified, attributesOf(declaration, declarator), nameSpan)
    return
  }
  const type = objectType(c, completeType(c, qualified.type, init), nameSpan)
  if (type.kind === 'array' && type.length === 0) {
    report(
      c,
      VLA,
      nameSpan,
      `The length of '${name}' is missing: write it between the brackets, or give the array its values.`,
    )
  }
  // An extern that its own definition follows is not the kernel's.
  if (c.scope.names.get(name)?.kind === 'unusable') c.scope.names.delete(name)
  const before = c.scope.names.get(name)
  const index = c.globals.findIndex((global) => global.name === irName)
  const tentative = before?.kind === 'global' && compatible(before.type, type)
  if (tentative && index >= 0 && init === null) return
  const parameter = isParameter(type, qualified, specifiers.volatile)
  const entity = {
    kind: 'global' as const,
    name: irName,
    type,
    constant: qualified.constant,
    parameter,
    span: nameSpan,
  }
  if (tentative && !c.globals[index]?.initial.some((byte) => byte !== 0)) c.scope.names.set(name, entity)
  else if (!declare(c, name, entity)) return
  if (type === ERROR_TYPE) return
  const initial = initialBytes(c, type, init)
  const global: Global = {
    name: irName,
    type,
    size: sizeOf(type, c.structs),
    align: alignOf(type, c.structs),
    section: sectionOf(qualified.constant, initial, findAttribute(attributesOf(declaration, declarator), 'section')),
    parameter,
    initial,
    doc: docFor(c, declaration.span, declared.span),
    synthetic: false,
    ...(declaration.specifiers.storage === 'static' ? { internal: true } : {}),
    span: nameSpan,
  }
  if (index >= 0) c.globals[index] = global
  else c.globals.push(global)
}

/** `const volatile` integers and character arrays are what a loader sets before the start. */
function isParameter(type: Type, qualified: Qualified, isVolatile: boolean): boolean {
  if (!qualified.constant || !isVolatile) return false
  return type.kind === 'int' || (type.kind === 'array' && type.of.kind === 'int' && type.of.bits === 8)
}

function sectionOf(isConstant: boolean, initial: Uint8Array, attribute: Attribute | undefined): Global['section'] {
  const named = /^\.(rodata|data|bss)\b/.exec(attribute?.argument ?? '')?.[1]
  if (named === 'rodata' || named === 'data' || named === 'bss') return named
  if (isConstant) return 'rodata'
  return initial.some((byte) => byte !== 0) ? 'data' : 'bss'
}

/** Settings of the kernel's configuration that the playground has as every distribution does; true ones are 1. */
const KERNEL_SETTINGS: ReadonlyMap<string, bigint> = new Map([
  ...[
    '64BIT',
    'BPF',
    'BPF_EVENTS',
    'BPF_JIT',
    'BPF_SYSCALL',
    'CGROUPS',
    'CGROUP_BPF',
    'CGROUP_CPUACCT',
    'CGROUP_PIDS',
    'CGROUP_SCHED',
    'CPUSETS',
    'DEBUG_INFO_BTF',
    'FAIR_GROUP_SCHED',
    'HIGH_RES_TIMERS',
    'HZ_250',
    'MEMCG',
    'MMU',
    'NAMESPACES',
    'NET',
    'PID_NS',
    'PROC_FS',
    'SHMEM',
    'SWAP',
    'SYSFS',
    'TRANSPARENT_HUGEPAGE',
    'USER_NS',
    'X86',
    'X86_64',
  ].map((name) => [`CONFIG_${name}`, 1n] as const),
  ['CONFIG_HZ', 250n],
  ['CONFIG_NR_CPUS', 1n],
  ['CONFIG_NODES_SHIFT', 6n],
])

function declareExtern(
  c: LowerContext,
  name: string,
  qualified: Qualified,
  attributes: readonly Attribute[],
  span: Span,
): void {
  if (c.scope.names.get(name)?.kind === 'global') return
  if (name === 'LINUX_KERNEL_VERSION') {
    declare(c, name, { kind: 'constant', value: BigInt(linuxVersionCode(c.options.kernel.kernel)), type: INT, span })
    return
  }
  const setting = KERNEL_SETTINGS.get(name)
  if (setting !== undefined && findAttribute(attributes, 'kconfig') !== undefined) {
    const { type } = qualified
    declare(c, name, { kind: 'constant', value: setting, type: type.kind === 'int' ? type : INT, span })
    return
  }
  if (findAttribute(attributes, 'weak') !== undefined && c.options.origin === 'policy') {
    const isSetting = findAttribute(attributes, 'kconfig') !== undefined
    declareAbsent(c, name, qualified.type, isSetting, span)
    return
  }
  const kind = findAttribute(attributes, 'kconfig') !== undefined ? 'kernel setting' : 'kernel variable'
  if (c.options.origin === 'kernel') {
    declare(c, name, {
      kind: 'global',
      name,
      type: qualified.type,
      constant: qualified.constant,
      parameter: false,
      span,
    })
    return
  }
  const reason = `The ${kind} '${name}' is not in the playground. Use a parameter instead: const volatile int ${name} = 0;`
  declare(c, name, { kind: 'unusable', reason, span })
}

/** A weak extern that the kernel does not have: a setting is 0, and the address of a variable is NULL. */
function declareAbsent(c: LowerContext, name: string, type: Type, isSetting: boolean, span: Span): void {
  if (isSetting && type.kind === 'int') declare(c, name, { kind: 'constant', value: 0n, type, span })
  else declare(c, name, { kind: 'absent', type, span })
}

/** Declares a function, or finds its earlier declaration; null when the name is taken by something else. */
export function declareFunction(
  c: LowerContext,
  name: string,
  type: FunctionType,
  declarator: Declarator,
  defined: boolean,
): FunctionEntity | null {
  const { nameSpan } = declarator
  const [layer] = declarator.layers
  const params = layer?.kind === 'function' ? layer.params.map((param) => param.declarator.name ?? '') : []
  const helper = c.options.origin === 'policy' ? c.options.kernel.functions.get(name) : undefined
  if (helper !== undefined && !defined) {
    checkKsym(c, name, type, helper.type, nameSpan)
    // Whether this kernel has it matters where it is called: an extern that nobody uses is not in the object.
    return null
  }
  const isKsym = !defined && c.options.origin === 'policy' && findAttribute(declarator.attributes, 'ksym') !== undefined
  if (isKsym && !c.definedFunctions.has(name)) return declareKfunc(c, name, type, params, nameSpan)
  const before = c.scope.names.get(name) ?? c.fileScope.names.get(name)
  if (before !== undefined && before.kind !== 'function') {
    report(
      c,
      REDECLARATION,
      nameSpan,
      `'${name}' is already the name of something else. Give the function another name.`,
    )
    return null
  }
  if (before !== undefined) {
    if (before.defined && defined) {
      report(c, REDECLARATION, nameSpan, `The function '${name}' is defined twice. Give one of the two another name.`, {
        verifier: `redefinition of '${name}' (clang)`,
      })
      return null
    }
    if (!compatible(before.type, type)) {
      report(
        c,
        REDECLARATION,
        nameSpan,
        `'${name}' was declared with other types before. Make both declarations the same.`,
      )
    }
    if (!defined) return before
  }
  const entity: FunctionEntity = {
    kind: 'function',
    name,
    type,
    params,
    defined: defined || (before?.defined ?? false),
    external: false,
    span: nameSpan,
  }
  c.fileScope.names.set(name, entity)
  return entity
}

/** A kfunc that the tables do not have by this name: a flavour (`bpf_x___v2`) of one that they have, or one that the kernel lacks. */
function declareKfunc(
  c: LowerContext,
  name: string,
  type: FunctionType,
  params: readonly string[],
  span: Span,
): FunctionEntity {
  const base = withoutFlavour(name)
  const actual = c.options.kernel.functions.get(base)
  const meant = actual !== undefined && sameShape(type, actual.type) ? base : name
  const entity: FunctionEntity = { kind: 'function', name: meant, type, params, defined: false, external: true, span }
  c.fileScope.names.set(name, entity)
  return entity
}

const sameShape = (declared: FunctionType, actual: FunctionType): boolean =>
  declared.params.length === actual.params.length &&
  declared.params.every((param, i) => param.kind === actual.params[i]?.kind) &&
  declared.returns.kind === actual.returns.kind

/** The author's declaration of a kfunc must agree with the kernel's: libbpf compares them when it loads the object. */
function checkKsym(c: LowerContext, name: string, declared: FunctionType, actual: FunctionType, span: Span): void {
  if (sameShape(declared, actual) || declared.variadic || actual.variadic) return
  report(
    c,
    REDECLARATION,
    span,
    `The kernel's ${name}() has ${actual.params.length} parameter${actual.params.length === 1 ? '' : 's'} of other types than this declaration. Write it as the kernel declares it.`,
    { verifier: `extern (func ksym) '${name}': func_proto is incompatible with kernel (libbpf)` },
  )
}
