// Prints the IR as text that reads like C with nothing left implicit: every conversion, load and pointer step shows. Goldens and debugging
// use it; nothing reads it back.

import type { BinaryOp, CompareOp, Expr, FunctionIr, Global, MapDefinition, Place, Program, Stmt, Unit } from './ir.ts'
import { spellDeclaration, spellType } from './spell-type.ts'
import type { StructTable, Type } from './types.ts'

/** The whole unit: maps, globals, programs, functions. Kernel structs are left out. */
export function printUnit(unit: Unit): string {
  const { structs } = unit
  return [
    ...unit.maps.map((map) => printMap(map, structs)),
    ...unit.globals.map((global) => printGlobal(global, structs)),
    ...unit.programs.map(printProgram),
    ...unit.functions.map((fn) => printFunction(fn, structs)),
  ].join('\n')
}

function printMap(map: MapDefinition, structs: StructTable): string {
  const flags = map.mapFlags === 0 ? '' : ` flags=${map.mapFlags}`
  const doc = map.doc === null ? '' : ` // ${map.doc}`
  return `map ${map.name}: ${map.mapKind} ${spellType(map.key, structs)} (${map.keySize}) -> ${spellType(map.value, structs)} (${map.valueSize}) max=${map.maxEntries}${flags}${doc}`
}

function printGlobal(global: Global, structs: StructTable): string {
  const bytes = global.initial.every((byte) => byte === 0)
    ? `zero[${global.size}]`
    : [...global.initial].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
  const marks = `${global.section}${global.parameter ? ' parameter' : ''}`
  const doc = global.doc === null ? '' : ` // ${global.doc}`
  return `${marks} ${spellDeclaration(global.type, global.name, structs)} = ${bytes}${doc}`
}

const printProgram = (program: Program): string => `program ${program.section} -> ${program.function} (${program.abi})`

/** One function: its locals in a comment after the head, then its body. */
export function printFunction(fn: FunctionIr, structs: StructTable): string {
  const printer: Printer = { fn, structs }
  const params = fn.params.map((id) => declareLocal(printer, id))
  const head = `${fn.weak ? 'weak ' : ''}${spellType(fn.returns, structs)} ${fn.name}(${params.join(', ')})`
  return [`${head} {`, ...printBody(printer, fn.body, '  '), '}'].join('\n')
}

interface Printer {
  fn: FunctionIr
  structs: StructTable
}

/** Locals of one name are told apart by their id; those in memory have an &. */
function nameLocal(p: Printer, id: number): string {
  const local = p.fn.locals[id]
  if (local === undefined) return `?${id}`
  const name = local.name === '' ? 'arg' : local.name
  const shared = p.fn.locals.some((other) => other.id !== id && other.name === local.name)
  return `${local.synthetic ? '%' : ''}${name}${shared ? `.${id}` : ''}`
}

function declareLocal(p: Printer, id: number): string {
  const local = p.fn.locals[id]
  if (local === undefined) return `?${id}`
  return `${local.inMemory ? 'stack ' : ''}${spellDeclaration(local.type, nameLocal(p, id), p.structs)}`
}

const printBody = (p: Printer, body: readonly Stmt[], indent: string): string[] =>
  body.flatMap((stmt) => printStmt(p, stmt, indent))

function printStmt(p: Printer, stmt: Stmt, indent: string): string[] {
  const deeper = `${indent}  `
  switch (stmt.kind) {
    case 'expr':
      if (stmt.expr.kind === 'statements') return printStatements(p, stmt.expr, indent, '')
      return [`${indent}${printExpr(p, stmt.expr)}`]
    case 'declare': {
      const init = stmt.init === null ? '' : ` = ${printExpr(p, stmt.init)}`
      return [`${indent}${declareLocal(p, stmt.local)}${init}`]
    }
    case 'if':
      return [
        `${indent}if ${printExpr(p, stmt.condition)} {`,
        ...printBody(p, stmt.then, deeper),
        ...(stmt.otherwise.length === 0 ? [] : [`${indent}} else {`, ...printBody(p, stmt.otherwise, deeper)]),
        `${indent}}`,
      ]
    case 'loop': {
      const condition = stmt.condition === null ? '' : printExpr(p, stmt.condition)
      const step = stmt.step === null ? '' : printExpr(p, stmt.step)
      return [`${indent}loop ${stmt.form} (${condition}; ${step}) {`, ...printBody(p, stmt.body, deeper), `${indent}}`]
    }
    case 'switch':
      return [
        `${indent}switch ${printExpr(p, stmt.value)} {`,
        ...stmt.sections.flatMap((section) => {
          const labels = section.cases.map(({ low, high }) => (low === high ? `case ${low}` : `case ${low}...${high}`))
          if (section.isDefault) labels.push('default')
          return [`${indent}${labels.join(', ')}:`, ...printBody(p, section.body, deeper)]
        }),
        `${indent}}`,
      ]
    case 'block':
      return [`${indent}{`, ...printBody(p, stmt.body, deeper), `${indent}}`]
    case 'break':
    case 'continue':
      return [`${indent}${stmt.kind}`]
    case 'return':
      return [stmt.value === null ? `${indent}return` : `${indent}return ${printExpr(p, stmt.value)}`]
    case 'goto':
      return [`${indent}goto ${stmt.label}`]
    case 'label':
      return [`${indent.slice(2)}${stmt.label}:`]
  }
}

function printStatements(p: Printer, expr: Expr & { kind: 'statements' }, indent: string, prefix: string): string[] {
  const deeper = `${indent}  `
  const value = expr.value === null ? [] : [`${deeper}=> ${printExpr(p, expr.value)}`]
  return [`${indent}${prefix}({`, ...printBody(p, expr.body, deeper), ...value, `${indent}})`]
}

function printPlace(p: Printer, place: Place): string {
  switch (place.kind) {
    case 'local':
      return nameLocal(p, place.local)
    case 'global':
      return `@${place.name}`
    case 'map':
      return `map:${place.name}`
    case 'deref':
      return `*${printBase(p, place.pointer)}`
    case 'member':
      return place.base.kind === 'deref'
        ? `${printBase(p, place.base.pointer)}->${printField(place.field.name)}`
        : `${printPlace(p, place.base)}.${printField(place.field.name)}`
    case 'index':
      return `${place.base.kind === 'deref' ? `(${printPlace(p, place.base)})` : printPlace(p, place.base)}[${printExpr(p, place.index)}]`
  }
}

/** A pointer that is followed: in parentheses where -> would bind more tightly than what it is. */
const printBase = (p: Printer, pointer: Expr): string =>
  pointer.kind === 'convert' || pointer.kind === 'address' || pointer.kind === 'const'
    ? `(${printExpr(p, pointer)})`
    : printExpr(p, pointer)

const printField = (name: string): string => (name === '' ? '(anonymous)' : name)

const BINARY: Readonly<Record<BinaryOp, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  mod: '%',
  and: '&',
  or: '|',
  xor: '^',
  shl: '<<',
  shr: '>>',
}

const COMPARE: Readonly<Record<CompareOp, string>> = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' }

function printExpr(p: Printer, expr: Expr): string {
  const show = (e: Expr): string => printExpr(p, e)
  const spell = (type: Type): string => spellType(type, p.structs)
  switch (expr.kind) {
    case 'const':
      return expr.type.kind === 'pointer' ? `(${spell(expr.type)})${expr.value}` : `${expr.value}${suffix(expr.type)}`
    case 'read':
      return printPlace(p, expr.place)
    case 'address':
      return `&${printPlace(p, expr.place)}`
    case 'functionAddress':
      return `&${expr.function}`
    case 'unary':
      return `${expr.op === 'neg' ? '-' : '~'}${show(expr.operand)}`
    case 'not':
      return `!${show(expr.operand)}`
    case 'binary':
      return `(${show(expr.left)} ${BINARY[expr.op]}${signMark(expr)} ${show(expr.right)})`
    case 'compare':
      return `(${show(expr.left)} ${COMPARE[expr.op]}${compareMark(expr)} ${show(expr.right)})`
    case 'logical':
      return `(${show(expr.left)} ${expr.op === 'and' ? '&&' : '||'} ${show(expr.right)})`
    case 'conditional':
      return `(${show(expr.condition)} ? ${show(expr.then)} : ${show(expr.otherwise)})`
    case 'convert':
      return `(${spell(expr.type)})${show(expr.operand)}`
    case 'pointerAdd':
      return `(${show(expr.pointer)} + ${show(expr.index)} * ${expr.scale})`
    case 'pointerDiff':
      return `((${show(expr.left)} - ${show(expr.right)}) / ${expr.scale})`
    case 'assign':
      return `${printPlace(p, expr.place)} = ${show(expr.value)}`
    case 'update': {
      const computed = expr.computeType === expr.type ? '' : ` in ${spell(expr.computeType)}`
      const old = expr.result === 'old' ? ' giving old' : ''
      return `${printPlace(p, expr.place)} ${BINARY[expr.op]}= ${show(expr.value)}${computed}${old}`
    }
    case 'copy':
      return `copy ${printPlace(p, expr.target)} <- ${printPlace(p, expr.source)} [${expr.size}]`
    case 'zero':
      return `zero ${printPlace(p, expr.target)} [${expr.size}]`
    case 'call':
      return `${expr.external ? 'extern ' : ''}${expr.callee}(${expr.args.map(show).join(', ')})`
    case 'callIndirect':
      return `(${show(expr.pointer)})(${expr.args.map(show).join(', ')})`
    case 'sequence':
      return `(${[...expr.effects, expr.value].map(show).join(', ')})`
    case 'statements':
      return printStatements(p, expr, '', '')
        .map((line) => line.trim())
        .join(' ')
  }
}

/** 64-bit constants end in l, unsigned ones in u; narrower ones than int show their type. */
function suffix(type: Type): string {
  if (type.kind !== 'int') return ''
  if (type.bits < 32) return type.bool ? 'b' : `${type.signed ? 's' : 'u'}${type.bits}`
  return `${type.signed ? '' : 'u'}${type.bits === 64 ? 'l' : ''}`
}

/** Where signedness changes the meaning, unsigned operators are marked with u. */
function signMark(expr: Expr & { kind: 'binary' }): string {
  const matters = expr.op === 'div' || expr.op === 'mod' || expr.op === 'shr'
  return matters && !expr.type.signed ? 'u' : ''
}

function compareMark(expr: Expr & { kind: 'compare' }): string {
  if (expr.op === 'eq' || expr.op === 'ne') return ''
  const { type } = expr.left
  return type.kind === 'int' && type.signed ? '' : 'u'
}
