// Random C expressions without side effects, of every operator, width and signedness, and with the types that C gives them. What C leaves
// undefined does not occur: shift counts are masked, divisors are odd, signed overflow is for clang's -fwrapv. For tests alone.

/** Where the generator's choices come from. */
export interface Chance {
  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number
}

export interface CInt {
  name: string
  bits: 8 | 16 | 32 | 64
  signed: boolean
}

const int = (name: string, bits: CInt['bits'], signed: boolean): CInt => ({ name, bits, signed })

export const INT = int('int', 32, true)
const LONG = int('s64', 64, true)
export const U32 = int('u32', 32, false)
export const U64 = int('u64', 64, false)
const BOOL = int('bool', 8, false)

export const TYPES: readonly CInt[] = [
  int('s8', 8, true),
  int('u8', 8, false),
  int('s16', 16, true),
  int('u16', 16, false),
  int('s32', 32, true),
  U32,
  LONG,
  U64,
  INT,
  int('unsigned int', 32, false),
  int('long', 64, true),
  int('unsigned long', 64, false),
  int('unsigned long long', 64, false),
  int('char', 8, true),
  BOOL,
]

export interface Value {
  text: string
  type: CInt
}

/** Elements of one type, as many as a power of two, so that a mask keeps an index inside. */
export interface ArrayName {
  text: string
  type: CInt
  length: number
}

/** What an expression may name. */
export interface Scope {
  /** Variables and members, all of which may be assigned. */
  places: Value[]
  arrays: ArrayName[]
  /** Values that can only be read: fields of the kernel's structs, parameters of the policy, helpers. */
  readables: readonly Value[]
  /** Conditions that are no comparison of integers, such as those of pointers. */
  conditions: readonly string[]
}

export const choose = <T>(chance: Chance, items: readonly T[]): T => {
  const item = items[chance.below(items.length)]
  if (item === undefined) throw new Error('nothing to choose from')
  return item
}

const promoted = (type: CInt): CInt => (type.bits < 32 ? INT : type)

/** C's usual arithmetic conversions. */
export function commonType(a: CInt, b: CInt): CInt {
  const [x, y] = [promoted(a), promoted(b)]
  if (x.bits !== y.bits) return x.bits > y.bits ? x : y
  return x.signed ? y : x
}

const LITERALS: readonly Value[] = [
  ...['0', '1', '2', '3', '7', '10', '31', '100', '255', '256', '1000', '4096', '65535', '-1', '-2', '-1000'].map(
    (text) => ({ text: text.startsWith('-') ? `(${text})` : text, type: INT }),
  ),
  { text: '0x7fffffff', type: INT },
  { text: '(-0x7fffffff - 1)', type: INT },
  { text: '0x80000000', type: U32 },
  { text: '0xffffffffU', type: U32 },
  { text: '2147483648', type: LONG },
  { text: '1000000007LL', type: LONG },
  { text: '0x7fffffffffffffffLL', type: LONG },
  { text: '0x8000000000000000ULL', type: U64 },
  { text: '0xffffffffffffffffULL', type: U64 },
  { text: '0x123456789abcdefULL', type: U64 },
  { text: "'a'", type: INT },
  { text: 'sizeof(struct oom_control *)', type: U64 },
]

function leaf(chance: Chance, scope: Scope): Value {
  const kind = chance.below(8)
  if (kind === 0) return choose(chance, LITERALS)
  if (kind <= 2 && scope.readables.length > 0) return choose(chance, scope.readables)
  if (kind === 3 && scope.arrays.length > 0) {
    const { text, type, length } = choose(chance, scope.arrays)
    return { text: `${text}[${chance.below(length)}]`, type }
  }
  return choose(chance, scope.places.length > 0 ? scope.places : LITERALS)
}

/** An expression of at most `depth` operators one in another. */
export function expression(chance: Chance, scope: Scope, depth: number): Value {
  if (depth <= 0 || chance.below(8) === 0) return leaf(chance, scope)
  const sub = (): Value => expression(chance, scope, depth - 1)
  switch (chance.below(12)) {
    case 0:
    case 1:
    case 2:
    case 3: {
      const [a, b] = [sub(), sub()]
      const operator = choose(chance, ['+', '-', '*', '&', '|', '^'])
      return { text: `(${a.text} ${operator} ${b.text})`, type: commonType(a.type, b.type) }
    }
    case 4:
      return shift(chance, sub(), sub())
    case 5:
      return quotient(chance, sub(), sub())
    case 6: {
      const operand = sub()
      const operator = choose(chance, ['-', '~', '+'])
      return { text: `(${operator}${operand.text})`, type: promoted(operand.type) }
    }
    case 7:
    case 8: {
      const type = choose(chance, TYPES)
      return { text: `((${type.name})${sub().text})`, type }
    }
    case 9:
      return { text: condition(chance, scope, depth - 1), type: INT }
    case 10: {
      const [a, b] = [sub(), sub()]
      const test = condition(chance, scope, depth - 1)
      return { text: `(${test} ? ${a.text} : ${b.text})`, type: commonType(a.type, b.type) }
    }
    default: {
      if (scope.arrays.length === 0) return sub()
      const { text, type, length } = choose(chance, scope.arrays)
      const index = sub().text
      const element = choose(chance, [
        `${text}[${index} & ${length - 1}]`,
        `*(${text} + (${index} & ${length - 1}))`,
        `*(&${text}[${length - 1}] - (${index} & ${length - 1}))`,
      ])
      return { text: `(${element})`, type }
    }
  }
}

function shift(chance: Chance, value: Value, count: Value): Value {
  const type = promoted(value.type)
  const amount = chance.below(3) === 0 ? `${chance.below(type.bits)}` : `(${count.text} & ${type.bits - 1})`
  return { text: `(${value.text} ${choose(chance, ['<<', '>>'])} ${amount})`, type }
}

/** Unsigned, since clang 14 has no signed division; the divisor is odd or a constant. */
function quotient(chance: Chance, a: Value, b: Value): Value {
  const common = commonType(a.type, b.type)
  const type = common.bits === 64 ? U64 : U32
  const divisor = chance.below(3) === 0 ? choose(chance, ['3', '10', '16', '1000', '4096']) : `(${b.text} | 1)`
  return { text: `((${type.name})${a.text} ${choose(chance, ['/', '%'])} ${divisor})`, type }
}

/** An int that is 0 or 1. */
export function condition(chance: Chance, scope: Scope, depth: number): string {
  const sub = (): string => expression(chance, scope, depth - 1).text
  switch (chance.below(depth > 0 ? 7 : 4)) {
    case 0:
      return scope.conditions.length > 0 ? `(${choose(chance, scope.conditions)})` : `(!${sub()})`
    case 1:
      return `(!${sub()})`
    case 4:
    case 5: {
      const [a, b] = [condition(chance, scope, depth - 1), condition(chance, scope, depth - 1)]
      return `(${a} ${choose(chance, ['&&', '||'])} ${b})`
    }
    default:
      return `(${sub()} ${choose(chance, ['==', '!=', '<', '<=', '>', '>='])} ${sub()})`
  }
}
