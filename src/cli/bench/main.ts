// `npm run bench`: how long a selection pass takes in WebAssembly and natively, how it grows with the number of tasks, how much memory a
// task needs, how long the policies of the gallery take to compile, and how long a step of a statement takes. Prints tables; decides nothing.
//
// Passes of both sides are run in turns, so that both see the same state of the machine. Shown are the medians and, because a median
// alone hides it, the fastest and the slowest pass; `first` is the first pass of WebAssembly, before V8 has optimised it.

import { DEFAULT_KERNEL } from '../../kernel/versions.ts'
import { emitModule } from '../../backend/wasm/emit.ts'
import { compileKernel, compilePolicy } from '../../policy/compile.ts'
import { POLICY_GALLERY } from '../../gallery/policies.ts'
import type { Unit } from '../../policy/ir.ts'
import { syntheticMachine } from './machine.ts'
import { timeMatrix } from './matrix.ts'
import type { Pass } from './native.ts'
import { NativeLoop } from './native.ts'
import POLICY from './policy.bpf.c?raw'
import { measureSteps } from './step.ts'
import { WasmLoop } from './wasm.ts'

const SEED = 1
const TASK_COUNTS = [1_000, 10_000, 100_000, 1_000_000]
/** Passes before the count: the engine compiles hot code anew in the background. */
const WARM_UP = 5
/** The rest is at least this long for each side, and at least MIN_PASSES. */
const MEASURE_NS = 1e9
const MIN_PASSES = 9
const MAX_PASSES = 2000
const COMPILE_ROUNDS = 21
const MATRIX_PASSES = 9
const KERNEL = DEFAULT_KERNEL

interface Spread {
  median: number
  least: number
  most: number
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (part: number): number => sorted[Math.round((sorted.length - 1) * part)] ?? 0
  return { median: at(0.5), least: at(0), most: at(1) }
}

/** Three digits that matter. */
const short = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))

const spreadText = ({ median, least, most }: Spread): string =>
  `${short(median / 1e6)} (${short(least / 1e6)}–${short(most / 1e6)})`

async function main(out: (line: string) => void): Promise<void> {
  const kernel = compileKernel(KERNEL)
  const compiled = compilePolicy({ language: 'c', text: POLICY }, KERNEL)
  if (compiled.value === null) throw new Error(compiled.diagnostics.map((d) => d.message).join('\n'))
  await benchPasses(out, "the kernel's own rules", kernel, null, null)
  await benchPasses(out, 'a policy (largest resident memory)', kernel, compiled.value, POLICY)
  benchCompile(out, kernel)
  benchMatrix(out)
  benchSteps(out)
}

async function benchPasses(
  out: (line: string) => void,
  title: string,
  kernel: Unit,
  policy: Unit | null,
  policyText: string | null,
): Promise<void> {
  out(`\nOne selection pass, ${title}: milliseconds, median (fastest–slowest)`)
  out(row('tasks', 'WebAssembly', 'native clang -O2', 'ratio', 'first', 'ns a task', 'growth', 'bytes a task'))
  let before: number | null = null
  for (const tasks of TASK_COUNTS) {
    const wasm = new WasmLoop(kernel, policy, syntheticMachine(tasks, SEED))
    const native = NativeLoop.start({ kernel: KERNEL, policy: policyText, ...wasm.image() })
    const times = await measure(wasm, native)
    const perTask = times.wasm.median / tasks
    out(
      row(
        String(tasks),
        spreadText(times.wasm),
        times.native === null ? '-' : spreadText(times.native),
        times.native === null ? '-' : (times.wasm.median / times.native.median).toFixed(2),
        short(times.first / 1e6),
        short(perTask),
        before === null ? '' : `x ${short(times.wasm.median / before)}`,
        wasm.bytesPerTask.toFixed(0),
      ),
    )
    if (typeof native === 'string') out(`  ${native}`)
    else native.stop()
    before = times.wasm.median
  }
}

const row = (...cells: readonly string[]): string =>
  cells.map((cell, index) => cell.padStart(index === 0 ? 8 : index < 3 ? 24 : 13)).join('')

interface Times {
  /** The very first pass, over code that the engine has not yet optimised and memory that was never touched. */
  first: number
  wasm: Spread
  native: Spread | null
}

async function measure(wasm: WasmLoop, native: NativeLoop | string): Promise<Times> {
  const wasmTimes: number[] = []
  const nativeTimes: number[] = []
  let first = 0
  let spent = 0
  for (let n = 0; n < WARM_UP + MAX_PASSES; n++) {
    const ours = wasm.pass()
    const theirs = typeof native === 'string' ? null : await native.pass()
    if (theirs !== null) checkSame(ours, theirs)
    if (n === 0) first = ours.ns
    if (n < WARM_UP) continue
    wasmTimes.push(ours.ns)
    if (theirs !== null) nativeTimes.push(theirs.ns)
    spent += ours.ns
    if (wasmTimes.length >= MIN_PASSES && spent >= MEASURE_NS) break
  }
  return { first, wasm: spreadOf(wasmTimes), native: nativeTimes.length === 0 ? null : spreadOf(nativeTimes) }
}

/** A ratio of two programs that do different things would mean nothing. */
function checkSame(ours: Pass, theirs: Pass): void {
  if (ours.chosen === theirs.chosen && ours.points === theirs.points && ours.iterations === theirs.iterations) return
  const words = (pass: Pass): string =>
    `task ${pass.chosen} with ${pass.points} points in ${pass.iterations} iterations`
  throw new Error(`WebAssembly chose ${words(ours)}, the native loop ${words(theirs)}`)
}

function benchSteps(out: (line: string) => void): void {
  out(
    '\nOne statement back over the border of an iteration, at the end of the walk: milliseconds, median (fastest–slowest)',
  )
  for (const tasks of [1_000, 100_000]) {
    const { firstMs, backMs } = measureSteps(tasks, POLICY)
    const back = spreadOf(backMs.map((ms) => ms * 1e6))
    out(`${String(tasks).padStart(8)} tasks  ${spreadText(back)}, the first of all ${firstMs.toFixed(0)}`)
  }
}

function benchCompile(out: (line: string) => void, kernel: Unit): void {
  out('\nFrom the text of a policy to a WebAssembly.Module, warm: milliseconds, median (fastest–slowest)')
  const samples = new Map<string, number[]>(POLICY_GALLERY.map(({ id }) => [id, []]))
  for (let n = 0; n < COMPILE_ROUNDS; n++) {
    for (const { id, text } of POLICY_GALLERY) {
      const start = process.hrtime.bigint()
      const { value } = compilePolicy({ language: 'c', text }, KERNEL)
      if (value === null) throw new Error(`the policy ${id} of the gallery has errors`)
      const { bytes } = emitModule(kernel, value, { probed: false, exports: ['out_of_memory'] })
      const module = new WebAssembly.Module(bytes)
      const ns = Number(process.hrtime.bigint() - start)
      // The first half warms up.
      if (n * 2 > COMPILE_ROUNDS && module instanceof WebAssembly.Module) samples.get(id)?.push(ns)
    }
  }
  for (const [id, times] of samples) out(`${id.padStart(20)}  ${spreadText(spreadOf(times))}`)
}

function benchMatrix(out: (line: string) => void): void {
  const { cold, warm, pairs } = timeMatrix(MATRIX_PASSES)
  const { median, least, most } = spreadOf(warm)
  out(`\nThe matrix, ${pairs} pairs of policy and machine: milliseconds`)
  out(`  first ${short(cold)}, with compiling; then ${short(median)} (${short(least)}–${short(most)})`)
}

await main((line) => void process.stdout.write(`${line}\n`))
