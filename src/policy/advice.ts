// Hints about what the kernel accepts and what hurts all the same, told from the ways in which a policy can end: which verdict it returns
// under which conditions. A hint is given only where such a way was found; what cannot be followed gets none.

import { roleOf } from '../kernel/interfaces.ts'
import { test } from './advice/conditions.ts'
import { evaluate } from './advice/expressions.ts'
import { judge } from './advice/judge.ts'
import { Path } from './advice/path.ts'
import { CONTROL, TASK } from './advice/places.ts'
import { cpuCgroup } from './advice/rules/cpu-cgroup.ts'
import { rawCounter } from './advice/rules/raw-counter.ts'
import { truthVerdict } from './advice/rules/truth-verdict.ts'
import { execute } from './advice/statements.ts'
import { FROM, unknownFrom, type Value } from './advice/values.ts'
import type { Ending, Walk } from './advice/walk.ts'
import { sortDiagnostics, type Diagnostic } from './diagnostics.ts'
import type { FunctionIr, Program, Unit } from './ir.ts'
import { expressionsOf, rootOf } from './ir-walk.ts'

/** Steps for all programs of a policy: ten times what those of the gallery need, few enough to answer while a person types. */
const STEPS = 10_000

/** The hints for a policy that has no errors; `text` is what its author wrote. Kernel units get none. */
export function adviseUnit(unit: Unit, text: string): Diagnostic[] {
  if (unit.origin === 'kernel') return []
  const walk = createWalk(unit)
  const judged = unit.programs.flatMap((program) => {
    const f = walk.functions.get(program.function)
    if (f === undefined) return []
    const endings = followProgram(walk, program, f)
    if (roleOf(program.target) !== 'verdict') return []
    return [...truthVerdict(f, text), ...(walk.steps >= 0 ? judge(f, endings) : [])]
  })
  return sortDiagnostics([...judged, ...cpuCgroup(walk.cpuCgroups.values()), ...rawCounter(walk.rawCounters.values())])
}

/** The ways in which a program ends. */
function followProgram(walk: Walk, program: Program, f: FunctionIr): Ending[] {
  const frame = { function: f, endings: [] }
  walk.frames = [frame]
  const path = new Path()
  for (const [at, local] of f.params.entries()) path.store(`%1.${local}`, argument(program, at))
  const { next } = walk.execute(f.body, [path])
  const fallen = next.map((one) => ({ path: one, value: unknownFrom(FROM.nothing), span: f.nameSpan }))
  return [...frame.endings, ...fallen]
}

/** What a program is called with: the verdict hook gets the task and oc, others what does not matter here. */
function argument(program: Program, at: number): Value {
  if (roleOf(program.target) !== 'verdict') return unknownFrom(FROM.nothing)
  if (program.abi === 'context') return { from: FROM.nothing, key: 'context', consts: null }
  return [TASK, CONTROL][at] ?? unknownFrom(FROM.varies)
}

function createWalk(unit: Unit): Walk {
  const walk: Walk = {
    unit,
    functions: new Map(unit.functions.map((f) => [f.name, f])),
    globals: new Map(unit.globals.map((global) => [global.name, global])),
    ...kept(unit),
    steps: STEPS,
    frames: [],
    cpuCgroups: new Map(),
    rawCounters: new Map(),
    evaluate: (expr, path) => evaluate(walk, expr, path),
    test: (expr, path) => test(walk, expr, path),
    execute: (body, paths) => execute(walk, body, paths),
  }
  return walk
}

const WRITING = /^bpf_map_(?:update|delete|push|pop)_elem$|_storage_(?:get|delete)$/

/** What the policy keeps from one task to the next. */
function kept(unit: Unit): Pick<Walk, 'written' | 'keepsMaps'> {
  const constants = new Set(unit.globals.flatMap(({ name, section }) => (section === 'rodata' ? [name] : [])))
  const written = new Set<string>()
  let keepsMaps = false
  for (const f of unit.functions) {
    for (const expr of expressionsOf(f.body)) {
      const stores = expr.kind === 'assign' || expr.kind === 'update' || expr.kind === 'address' ? expr.place : null
      const target = expr.kind === 'copy' || expr.kind === 'zero' ? expr.target : stores
      const place = target === null ? null : rootOf(target)
      if (place?.kind === 'global' && !constants.has(place.name)) written.add(place.name)
      // A store through a pointer may be one into the value of a map.
      if (place?.kind === 'deref' && expr.kind !== 'address') keepsMaps = true
      if (expr.kind === 'call' && WRITING.test(expr.callee)) keepsMaps = true
    }
  }
  return { written, keepsMaps }
}
