// One machine ready to run: the emitted module, its memory with the policy's data and the image in it, and calls into it. A trap of the
// module is a fault of the policy that comes back as a value.

import type { EmittedModule } from '../../backend/wasm/emit.ts'
import type { GlobalName, Site } from '../../backend/wasm/context.ts'
import { FAULT_CODES, GLOBALS } from '../../backend/wasm/context.ts'
import { WASM_PAGE } from '../../backend/wasm/layout.ts'

/** What a function of the module takes and gives: C's 64-bit values are bigints, smaller ones numbers. */
export type WasmValue = number | bigint

/** A trap, as the module's fault globals explain it; `site` is null where it is not known. */
export interface Trap {
  reason: 'budget' | 'bad-write' | 'stack' | 'crash'
  site: Site | null
  /** How often the loop of a budget fault has run. */
  count: number
  /** WebAssembly's own words. */
  message: string
}

export type CallResult = { ok: true; value: WasmValue | undefined } | { ok: false; trap: Trap }

/** The functions that kernel code calls in JavaScript. They may look at the memory through the instance. */
export type HostFunctions = Readonly<Record<string, (...args: WasmValue[]) => WasmValue | void>>

const isCallable = (value: unknown): value is (...args: WasmValue[]) => unknown => typeof value === 'function'

const compiled = new WeakMap<EmittedModule, WebAssembly.Module>()

/** Many machines may be played with one module; it is compiled for the first. */
function compiledOnce(module: EmittedModule): WebAssembly.Module {
  const known = compiled.get(module)
  if (known !== undefined) return known
  const made = new WebAssembly.Module(module.bytes)
  compiled.set(module, made)
  return made
}

export class Instance {
  readonly memory: WebAssembly.Memory
  readonly module: EmittedModule
  private readonly exports: WebAssembly.Exports

  /** `end` is the first address behind the image; `extra` bytes behind it are for the simulator alone. */
  constructor(module: EmittedModule, end: number, extra: number, host: HostFunctions) {
    this.module = module
    // One page more: a checked load adds its offset, below a page, after the check of its base.
    this.memory = new WebAssembly.Memory({ initial: Math.ceil((end + extra) / WASM_PAGE) + 1 })
    this.exports = new WebAssembly.Instance(compiledOnce(module), { env: { ...host, memory: this.memory } }).exports
    const bytes = new Uint8Array(this.memory.buffer)
    for (const { address, bytes: initial } of module.layout.initial) bytes.set(initial, address)
    const limit = this.global('memory_limit')
    limit.value = BigInt(end)
  }

  /** Asked for anew at each use: a memory that grows gets a new buffer. */
  view(): DataView {
    return new DataView(this.memory.buffer)
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.memory.buffer)
  }

  /** The bytes from `address` up to a NUL, at most `limit` of them. */
  string(address: number, limit: number): Uint8Array {
    const all = this.bytes()
    if (address <= 0 || address >= all.length) return new Uint8Array()
    const slice = all.subarray(address, Math.min(address + limit, all.length))
    const end = slice.indexOf(0)
    return end < 0 ? slice : slice.subarray(0, end)
  }

  /** The same as text. */
  text(address: number, limit: number): string {
    return new TextDecoder().decode(this.string(address, limit))
  }

  call(name: string, ...args: WasmValue[]): CallResult {
    const exported = this.exports[name]
    if (!isCallable(exported)) throw new Error(`the module does not export ${name}`)
    try {
      const value = exported(...args)
      return { ok: true, value: typeof value === 'number' || typeof value === 'bigint' ? value : undefined }
    } catch (error) {
      // Only what WebAssembly itself stops is the policy's doing; anything else is a bug of ours.
      if (!(error instanceof WebAssembly.RuntimeError)) throw error
      return { ok: false, trap: this.trap(error.message) }
    }
  }

  /** The values of all globals of the module, to put back later with `writeGlobals`. */
  readGlobals(): ReadonlyMap<GlobalName, WasmValue> {
    return new Map(
      GLOBALS.map((name) => {
        const value: unknown = this.global(name).value
        return [name, typeof value === 'bigint' ? value : Number(value)]
      }),
    )
  }

  writeGlobals(values: ReadonlyMap<GlobalName, WasmValue>): void {
    for (const [name, value] of values) this.global(name).value = value
  }

  private global(name: string): WebAssembly.Global {
    const exported = this.exports[name]
    if (!(exported instanceof WebAssembly.Global)) throw new Error(`the module does not export the global ${name}`)
    return exported
  }

  private trap(message: string): Trap {
    const code = Number(this.global('fault_code').value)
    const reason = code === FAULT_CODES.none ? 'crash' : faultName(code)
    const site = reason === 'crash' ? null : (this.module.sites[Number(this.global('fault_site').value)] ?? null)
    return { reason, site, count: Number(this.global('fault_count').value), message }
  }
}

function faultName(code: number): 'budget' | 'bad-write' | 'stack' {
  if (code === FAULT_CODES.budget) return 'budget'
  return code === FAULT_CODES.stack ? 'stack' : 'bad-write'
}
