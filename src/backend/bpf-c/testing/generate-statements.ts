// Random C statements that end: assignments of every kind, branches, switches, bounded loops, pointers into arrays, structs, maps and calls.
// Calls with effects stand alone, so that the order of evaluation cannot matter. For tests alone.

import {
  type ArrayName,
  type Chance,
  choose,
  commonType,
  condition,
  expression,
  INT,
  type Scope,
  TYPES,
  U32,
  U64,
  type Value,
} from './generate-expressions.ts'

/** What statements may use beside the values in scope. */
export interface Tools {
  scope: Scope
  /** Functions of the policy that take a u32 and an s64 and give a u64. */
  functions: readonly string[]
  /** Callbacks of bpf_loop(), whose context is a u64. */
  callbacks: readonly string[]
  /** Maps from u32 to u64. */
  hashes: readonly string[]
  arrays: readonly string[]
  /** A map of the kind TASK_STORAGE, one of CGRP_STORAGE where the kernel has it, and a callback that adds up a map's entries. */
  taskStorage: string
  cgroupStorage: string | null
  walker: string | null
  /** Struct variables of one type, which may be copied. */
  structs: readonly string[]
  /** Globals of 64 bits that take atomic operations. */
  atomics: readonly string[]
  /** True in a program, which has `task` and `oc`. */
  program: boolean
  /** False below 6.4, which has no bpf_for(). */
  iterators: boolean
  /** True for cpu v3: atomics whose old value is used. */
  fetch: boolean
}

const COMPOUND = ['+=', '-=', '*=', '&=', '|=', '^=', '/=', '%=', '<<=', '>>=', '='] as const

/** Writes statements into lines; names are numbered so that none occurs twice. */
export class StatementWriter {
  readonly lines: string[] = []
  private names = 0
  private loops = 0

  constructor(
    private readonly chance: Chance,
    private readonly tools: Tools,
  ) {}

  /** `count` statements, nested at most `depth` deep. */
  block(count: number, depth: number): void {
    const { scope } = this.tools
    // What a block declares ends with it.
    const before = { places: scope.places.length, arrays: scope.arrays.length }
    for (let n = 0; n < count; n++) this.statement(depth)
    scope.places.length = before.places
    scope.arrays.length = before.arrays
  }

  /** A new local; its name. */
  local(type = choose(this.chance, TYPES)): Value {
    const text = this.name('v')
    this.lines.push(`${type.name} ${text} = ${this.value(2)};`)
    const value = { text, type }
    this.tools.scope.places.push(value)
    return value
  }

  private name = (prefix: string): string => `${prefix}${this.names++}`
  private value = (depth = 3): string => expression(this.chance, this.tools.scope, depth).text
  private test = (): string => condition(this.chance, this.tools.scope, 2)
  private once = (in_: number): boolean => this.chance.below(in_) === 0

  private statement(depth: number): void {
    const kind = this.chance.below(depth > 0 ? 22 : 15)
    if (kind <= 3) this.assign()
    else if (kind === 4) this.local()
    else if (kind === 5) this.store()
    else if (kind === 6) this.lookUp()
    else if (kind === 7) this.changeHash()
    else if (kind === 8) this.call()
    else if (kind === 9) this.pointer()
    else if (kind === 10) this.copy()
    else if (kind === 11) this.text()
    else if (kind === 12) this.atomic()
    else if (kind === 13) this.storage()
    else if (kind === 14) this.walk()
    else if (kind <= 17) this.branch(depth)
    else if (kind === 18) this.select(depth)
    else this.loop(depth)
  }

  private assign(): void {
    const { places } = this.tools.scope
    if (places.length === 0) return
    const { text, type } = choose(this.chance, places)
    if (this.once(6)) {
      this.lines.push(choose(this.chance, [`${text}++;`, `--${text};`, `++${text};`, `${text}--;`]))
      return
    }
    const operator = choose(this.chance, COMPOUND)
    const width = type.bits < 32 ? 32 : type.bits
    if (operator === '<<=' || operator === '>>=') {
      this.lines.push(`${text} ${operator} ${this.value(2)} & ${width - 1};`)
    } else if (operator === '/=' || operator === '%=') {
      const divisor = expression(this.chance, this.tools.scope, 2)
      // The place's own type decides with the divisor's whether the division is signed.
      const unsigned = commonType(type, divisor.type).bits === 64 ? U64 : U32
      this.lines.push(`${text} ${operator} (${unsigned.name})(${divisor.text} | 1) | 1;`)
    } else if (this.once(8)) this.lines.push(`${text} = ${choose(this.chance, places).text} = ${this.value()};`)
    else this.lines.push(`${text} ${operator} ${this.value()};`)
  }

  private store(): void {
    const { arrays } = this.tools.scope
    if (arrays.length === 0) return
    const { text, length } = choose(this.chance, arrays.filter(isWritable))
    const operator = choose(this.chance, ['=', '+=', '^='])
    this.lines.push(`${text}[${this.value(2)} & ${length - 1}] ${operator} ${this.value()};`)
  }

  /** A local with a key in it; its name. */
  private key(): string {
    const key = this.name('k')
    this.lines.push(`u32 ${key} = ${this.value(2)} & 7;`)
    return key
  }

  private lookUp(): void {
    const maps = [...this.tools.hashes, ...this.tools.arrays]
    if (maps.length === 0) return
    const [key, found] = [this.key(), this.name('m')]
    this.lines.push(`u64 *${found} = bpf_map_lookup_elem(&${choose(this.chance, maps)}, &${key});`)
    const scope = { ...this.tools.scope, places: [...this.tools.scope.places, { text: `*${found}`, type: U64 }] }
    this.lines.push(`if (${found}) {`)
    this.lines.push(
      `*${found} ${choose(this.chance, ['+=', '=', '^=', '*='])} ${expression(this.chance, scope, 2).text};`,
    )
    const target = this.tools.scope.places[0]
    if (target !== undefined) this.lines.push(`${target.text} ^= *${found};`)
    this.lines.push('}')
  }

  private changeHash(): void {
    const { hashes, arrays, scope } = this.tools
    const [map] = [choose(this.chance, [...hashes, ...arrays])]
    const [key, value, result] = [this.key(), this.name('w'), this.name('r')]
    if (this.once(4)) this.lines.push(`long ${result} = bpf_map_delete_elem(&${map}, &${key});`)
    else {
      this.lines.push(`u64 ${value} = ${this.value()};`)
      const flags = choose(this.chance, ['BPF_ANY', 'BPF_NOEXIST', 'BPF_EXIST'])
      this.lines.push(`long ${result} = bpf_map_update_elem(&${map}, &${key}, &${value}, ${flags});`)
    }
    const target = scope.places[0]
    if (target !== undefined) this.lines.push(`${target.text} += ${result};`)
  }

  private call(): void {
    const { functions, callbacks, scope } = this.tools
    const result = this.name('c')
    if (callbacks.length > 0 && this.once(3)) {
      const context = this.name('x')
      this.lines.push(`u64 ${context} = ${this.value(2)};`)
      this.lines.push(
        `long ${result} = bpf_loop(${this.chance.below(9)}, ${choose(this.chance, callbacks)}, &${context}, 0);`,
      )
      scope.places.push({ text: context, type: U64 })
    } else if (functions.length > 0) {
      const args = `(u32)${this.value(2)}, (s64)${this.value(2)}`
      this.lines.push(`u64 ${result} = ${choose(this.chance, functions)}(${args});`)
    } else this.lines.push(`u32 ${result} = bpf_get_prandom_u32();`)
    const target = scope.places[0]
    if (target !== undefined) this.lines.push(`${target.text} = ${target.text} * 31 + ${result};`)
  }

  /** Pointer arithmetic inside of an array. */
  private pointer(): void {
    const arrays = this.tools.scope.arrays.filter((a) => isWritable(a) && a.length >= 4)
    if (arrays.length === 0) return
    const { text, type, length } = choose(this.chance, arrays)
    const half = length / 2
    const pointer = this.name('q')
    this.lines.push(`${type.name} *${pointer} = &${text}[${this.value(2)} & ${half - 1}];`)
    this.lines.push(`${pointer} += ${this.value(1)} & ${half - 1};`)
    this.lines.push(choose(this.chance, [`*${pointer} = ${this.value(2)};`, `(*${pointer})++;`, `*${pointer} ^= 1;`]))
    const target = this.tools.scope.places[0]
    if (target !== undefined) {
      this.lines.push(`${target.text} += (${pointer} - ${text}) + (${pointer} > ${text}) + *${pointer};`)
    }
  }

  private copy(): void {
    const { structs } = this.tools
    if (structs.length < 2) return
    const [to, from] = [choose(this.chance, structs), choose(this.chance, structs)]
    if (to !== from) this.lines.push(`${to} = ${from};`)
  }

  /** Bytes of a name, read in one of the ways there are. */
  private text(): void {
    const { scope, program } = this.tools
    const target = scope.places[0]
    if (!program || target === undefined) return
    const [comm, index] = [this.name('comm'), this.name('i')]
    this.lines.push(`char ${comm}[16] = {};`)
    const reads = [
      `${target.text} += bpf_probe_read_kernel_str(${comm}, sizeof(${comm}), task->comm);`,
      `${target.text} += bpf_probe_read_kernel(${comm}, ${1 + this.chance.below(16)}, &task->comm);`,
      `${target.text} += bpf_get_current_comm(${comm}, sizeof(${comm}));`,
      `for (int ${index} = 0; ${index} < 16; ${index}++) ${comm}[${index}] = task->comm[${index}];`,
      `__builtin_memcpy(${comm}, oc->chosen ? oc->chosen->comm : task->comm, sizeof(${comm}));`,
    ]
    this.lines.push(choose(this.chance, reads))
    scope.arrays.push({ text: comm, type: TYPES.find((type) => type.name === 'char') ?? INT, length: 16 })
    this.lines.push(`if (bpf_strncmp(${comm}, 3, "t1") > 0) ${target.text} ^= ${this.value(1)};`)
  }

  private atomic(): void {
    const { atomics, fetch } = this.tools
    if (atomics.length === 0) return
    const place = choose(this.chance, atomics)
    if (!fetch) {
      this.lines.push(`__sync_fetch_and_add(&${place}, ${this.value(2)});`)
      return
    }
    const old = this.name('o')
    const name = choose(this.chance, ['add', 'sub', 'and', 'or', 'xor'])
    this.lines.push(`u64 ${old} = __sync_fetch_and_${name}(&${place}, ${this.value(2)});`)
    this.tools.scope.places.push({ text: old, type: U64 })
  }

  /** A value that is kept for a task or a cgroup. */
  private storage(): void {
    const { taskStorage, cgroupStorage, program, scope } = this.tools
    const target = scope.places[0]
    if (!program || target === undefined) return
    const [kept, initial] = [this.name('kept'), this.name('w')]
    const start = choose(this.chance, [`&${initial}`, '0'])
    const create = choose(this.chance, ['BPF_LOCAL_STORAGE_GET_F_CREATE', 'BPF_LOCAL_STORAGE_GET_F_CREATE', '0'])
    const get =
      cgroupStorage !== null && this.once(2)
        ? `bpf_cgrp_storage_get(&${cgroupStorage}, task->cgroups->dfl_cgrp, ${start}, ${create})`
        : `bpf_task_storage_get(&${taskStorage}, task, ${start}, ${create})`
    this.lines.push(`u64 ${initial} = ${this.value(2)};`, `u64 *${kept} = ${get};`)
    this.lines.push(`if (${kept})`, `${target.text} += (*${kept})++;`)
    if (this.once(4)) this.lines.push(`${target.text} += bpf_task_storage_delete(&${taskStorage}, task);`)
  }

  /** The sum over a map's entries, in whatever order the kernel has them. */
  private walk(): void {
    const { hashes, arrays, walker, scope } = this.tools
    const target = scope.places[0]
    if (walker === null || target === undefined) return
    const [sum, count] = [this.name('sum'), this.name('n')]
    this.lines.push(`u64 ${sum} = 0;`)
    const map = choose(this.chance, [...hashes, ...arrays])
    this.lines.push(`long ${count} = bpf_for_each_map_elem(&${map}, ${walker}, &${sum}, 0);`)
    this.lines.push(`${target.text} = ${target.text} * 7 + ${count} + ${sum};`)
  }

  private branch(depth: number): void {
    this.lines.push(`if (${this.test()}) {`)
    this.block(1 + this.chance.below(3), depth - 1)
    if (this.once(2)) {
      this.lines.push('} else {')
      this.block(1 + this.chance.below(2), depth - 1)
    }
    if (this.loops > 0 && this.once(3)) this.lines.push(choose(this.chance, ['break;', 'continue;']))
    this.lines.push('}')
  }

  private select(depth: number): void {
    const loops = this.loops
    this.loops = 0
    this.lines.push(`switch (${this.value(2)} & 15) {`)
    const cases = ['case 0:', 'case 1: case 7:', 'case 2:', 'case 4 ... 6:', 'case 11:', 'default:']
    for (const label of cases.filter(() => !this.once(3))) {
      this.lines.push(label, '{')
      this.block(1 + this.chance.below(2), depth - 1)
      this.lines.push('}')
      if (!this.once(3)) this.lines.push('break;')
    }
    this.lines.push('}')
    this.loops = loops
  }

  private loop(depth: number): void {
    const count = 1 + this.chance.below(5)
    const index = this.name('i')
    const heads = [
      `for (u32 ${index} = 0; ${index} < ${count}; ${index}++) {`,
      `for (int ${index} = ${count}; ${index} > 0; ${index}--) {`,
      `for (u64 ${index} = 1; ${index} <= ${1 << count}; ${index} <<= 1) {`,
    ]
    this.loops++
    if (this.tools.iterators && this.once(4)) {
      this.lines.push(`int ${index};`, `bpf_for(${index}, ${this.chance.below(3) - 1}, ${count}) {`)
      this.body(index, depth)
      this.lines.push('}')
    } else if (this.once(4)) {
      this.lines.push(`int ${index} = ${count};`, 'do {')
      // A continue goes to the test, which counts.
      this.body(index, depth)
      this.lines.push(`} while (--${index} > 0);`)
    } else {
      this.lines.push(choose(this.chance, heads))
      this.body(index, depth)
      this.lines.push('}')
    }
    this.loops--
  }

  /** The body of a loop, which may read the counter and not change it. */
  private body(index: string, depth: number): void {
    const target = this.tools.scope.places[0]
    if (target !== undefined) this.lines.push(`${target.text} += ${index};`)
    this.block(1 + this.chance.below(2), depth - 1)
  }
}

const isWritable = (array: ArrayName): boolean => !array.text.includes('table')
