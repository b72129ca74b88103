// The kernel's structs whose size a policy's text uses: by moving a pointer, or by sizeof. CO-RE moves fields, but such a step stays as clang
// compiled it, so the export declares these structs as large as the kernel's.

import type { Expr, Unit } from '../../policy/ir.ts'
import type { Type } from '../../policy/types.ts'
import { expressionsOf } from '../../policy/ir-walk.ts'
import type { Names } from './names.ts'

/** Tags of structs that a pointer of the policy is moved over, or whose size it takes. */
export function steppedStructs(unit: Unit, names: Names): ReadonlySet<string> {
  const moved = unit.functions.flatMap(({ body }) => expressionsOf(body).flatMap(structsMovedOver))
  return new Set([...moved, ...sizesTaken(names)])
}

function structsMovedOver(expr: Expr): string[] {
  switch (expr.kind) {
    case 'pointerAdd':
    case 'update':
      return pointedTo(expr.type)
    case 'pointerDiff':
      return pointedTo(expr.left.type)
    default:
      return []
  }
}

const pointedTo = (type: Type): string[] => (type.kind === 'pointer' && type.to.kind === 'struct' ? [type.to.key] : [])

/** After sizeof: the struct that is named; for an object, whose type the tokens do not tell, every struct that the text names. */
function sizesTaken({ tokens, tags }: Names): string[] {
  return tokens.flatMap((token, at) => {
    if (token.text !== 'sizeof') return []
    const [open, first, second, third] = tokens.slice(at + 1, at + 5).map(({ text }) => text)
    if (open === '*' || (open === '(' && first === '*')) return [...tags]
    return open === '(' && first === 'struct' && second !== undefined && third === ')' ? [second] : []
  })
}
