// The kernel's source, asked for once, and places in it and in the policy as file and line.

import { useEffect, useMemo, useState } from 'react'

import type { StatementSite } from '../../simulator/trace/recording.ts'
import { lineColumnAt, lineStarts } from '../../policy/span.ts'
import type { EngineClient } from '../../worker/client.ts'
import type { KernelSource } from '../../worker/protocol.ts'
import { usePlayground } from '../playground.ts'

const asked = new WeakMap<EngineClient, Promise<KernelSource | null>>()

/** One question for all who want it: a second one would supersede the first. */
function askOnce(engine: EngineClient): Promise<KernelSource | null> {
  const known = asked.get(engine)
  if (known !== undefined) return known
  const answer = engine.request('kernelSource', {}).then((one) => {
    if (one.status === 'done') return one.output
    asked.delete(engine)
    return null
  })
  asked.set(engine, answer)
  return answer
}

/** Null until it has come. */
export function useKernelSource(): KernelSource | null {
  const { engine } = usePlayground()
  const [source, setSource] = useState<KernelSource | null>(null)
  useEffect(() => {
    let wanted = true
    async function ask() {
      const answer = await askOnce(engine)
      if (wanted && answer !== null) setSource(answer)
    }
    void ask()
    return () => {
      wanted = false
    }
  }, [engine])
  return source
}

/** `line 12` of the policy, `oom_kill.c:470` of the kernel. */
export function useSourceLines(policyText: string): (origin: StatementSite['origin'], offset: number) => string {
  const kernel = useKernelSource()
  return useMemo(() => {
    const policyStarts = lineStarts(policyText)
    const kernelStarts = kernel === null ? [0] : lineStarts(kernel.text)
    return (origin, offset) => {
      if (origin === 'policy') return `line ${lineColumnAt(policyStarts, offset).line}`
      const { line } = lineColumnAt(kernelStarts, offset)
      const file = kernel?.files.findLast((one) => one.line <= line)
      return file === undefined ? 'kernel' : `${file.name}:${line - file.line + 1}`
    }
  }, [policyText, kernel])
}
