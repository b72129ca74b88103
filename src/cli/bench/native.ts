// The other side of the benchmark: the same oom_kill.c and the same policy, compiled by `clang -O2`, over the very same memory image.
// The image is mapped at its own addresses, so that the offsets in it are pointers. Linux with clang only; elsewhere it says why not.

import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Interface } from 'node:readline'
import { createInterface } from 'node:readline'
import { printKernelPrelude } from '../../kernel/print-c.ts'
import { OOM_KILL_C } from '../../kernel/sources.ts'
import type { KernelVersion } from '../../kernel/versions.ts'
import LOOP_C from './native-loop.c?raw'
import MAIN_C from './native-main.c?raw'

/** What one selection pass took and found. */
export interface Pass {
  ns: number
  /** Index of the chosen task; -1 for nobody. */
  chosen: number
  points: bigint
  iterations: number
}

/** The first byte of an image that may be mapped: Linux keeps the page below for itself (vm.mmap_min_addr). */
export const FIRST_ADDRESS = 65536

/** Above every image, below 2 GiB, so that plain non-relocatable code reaches both. */
const CODE_ADDRESS = 0x60000000

/** What the BPF headers give a policy, for a native compiler. */
const HEADERS: Readonly<Record<string, string>> = {
  'vmlinux.h': '#include "prelude.h"\n',
  'bpf_helpers.h': '#define SEC(name)\n#define __always_inline inline __attribute__((always_inline))\n',
  'bpf_tracing.h': '#define BPF_PROG(name, args...) name(args)\n',
}

/** What has to be known of an image to run over it. */
export interface NativeInput {
  kernel: KernelVersion
  /** The policy's text, or null for the kernel's own rules alone. */
  policy: string | null
  /** The whole memory from address 0 on. */
  memory: Uint8Array
  /** Addresses of `playground` and `oc` in it. */
  playground: number
  oomControl: number
}

/** A native process that runs passes on demand. */
export class NativeLoop {
  readonly #child: ChildProcess
  readonly #lines: Interface
  readonly #folder: string
  readonly #waiting: ((line: string) => void)[] = []

  private constructor(child: ChildProcess, lines: Interface, folder: string) {
    this.#child = child
    this.#lines = lines
    this.#folder = folder
    lines.on('line', (line) => this.#waiting.shift()?.(line))
  }

  /** Compiles and starts it; the reason as text where this machine cannot. */
  static start(input: NativeInput): NativeLoop | string {
    if (process.platform !== 'linux') return 'the native column needs Linux'
    const folder = mkdtempSync(join(tmpdir(), 'oom-bench-'))
    try {
      compile(folder, input)
    } catch (error) {
      rmSync(folder, { recursive: true })
      return `no native build: ${error instanceof Error ? error.message.split('\n', 1)[0] : String(error)}`
    }
    const image = join(folder, 'image')
    writeFileSync(image, input.memory.subarray(FIRST_ADDRESS))
    const args = [image, String(FIRST_ADDRESS), String(input.oomControl)]
    const child = spawn(join(folder, 'loop'), args, { stdio: ['pipe', 'pipe', 'inherit'] })
    return new NativeLoop(child, createInterface({ input: child.stdout }), folder)
  }

  /** Runs one pass. Rejects when the process has ended. */
  async pass(): Promise<Pass> {
    const line = await new Promise<string>((resolve, reject) => {
      this.#waiting.push(resolve)
      this.#child.once('exit', (code) => reject(new Error(`the native loop ended with ${code}`)))
      this.#child.stdin?.write('\n')
    })
    this.#child.removeAllListeners('exit')
    const [ns = '', chosen = '', points = '', iterations = ''] = line.split(' ')
    return { ns: Number(ns), chosen: Number(chosen), points: BigInt(points), iterations: Number(iterations) }
  }

  stop(): void {
    this.#lines.close()
    this.#child.stdin?.end()
    rmSync(this.#folder, { recursive: true })
  }
}

/** The policy is a file of its own: its strong hook takes the place of the weak one at link time, as no compiler can see through. */
function compile(folder: string, { kernel, policy, playground }: NativeInput): void {
  const files: Record<string, string> = {
    'prelude.h': printKernelPrelude(kernel),
    'oom_kill.c': OOM_KILL_C,
    'loop.c': LOOP_C,
    'main.c': MAIN_C,
    ...(policy === null ? {} : { 'policy.c': policy.replaceAll('<bpf/', '<') }),
    ...HEADERS,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const sources = ['loop.c', 'main.c', ...(policy === null ? [] : ['policy.c'])]
  const flags = ['-O2', '-w', '-fno-strict-aliasing', '-fno-pie', '-no-pie', '-I.']
  const addresses = [
    `-Wl,-Ttext-segment=0x${CODE_ADDRESS.toString(16)}`,
    `-Wl,--defsym=playground=0x${playground.toString(16)}`,
  ]
  const args = [...flags, ...addresses, '-o', 'loop', ...sources]
  execFileSync('clang', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
}
