import { expect, it } from 'vitest'
import { spellDeclaration, spellType } from './spell-type.ts'
import { CHAR, type FunctionType, INT, LONG, type PointerType, type Type, VOID } from './types.ts'

const to = (type: Type, constant = false): PointerType => ({ kind: 'pointer', to: type, constant })
const array = (of: Type, length: number): Type => ({ kind: 'array', of, length })
const callback: FunctionType = { kind: 'function', params: [INT, to(VOID)], returns: LONG, variadic: false }

it.each<[Type, string, string]>([
  [INT, 'int', 'int x'],
  [to(CHAR, true), 'const char *', 'const char *x'],
  [array(CHAR, 16), 'char[16]', 'char x[16]'],
  [array(array(INT, 3), 0), 'int[][3]', 'int x[][3]'],
  [array(to(INT), 2), 'int *[2]', 'int *x[2]'],
  [to(array(INT, 2)), 'int (*)[2]', 'int (*x)[2]'],
  [to({ kind: 'struct', key: 'task_struct' }), 'struct task_struct *', 'struct task_struct *x'],
  [to(callback), 'long (*)(int, void *)', 'long (*x)(int, void *)'],
  [to(to(VOID)), 'void **', 'void **x'],
])('spellType() and spellDeclaration(): %#', (type, alone, declared) => {
  expect(spellType(type, new Map())).toBe(alone)
  expect(spellDeclaration(type, 'x', new Map())).toBe(declared)
})
