// The kernel's source, asked for once, and places in it and in the policy as file and line.

import { useMemo } from 'react'

import type { StatementSite } from '../../simulator/trace/recording.ts'
import { lineColumnAt, lineStarts } from '../../policy/span.ts'
import type { Answered, EngineClient } from '../../worker/client.ts'
import type { KernelSource } from '../../worker/protocol.ts'
import { usePlayground } from '../playground.ts'
import { useAnswer, type AskPlayground } from '../useAnswer.ts'

const asked = new WeakMap<EngineClient, Promise<Answered<KernelSource>>>()

/** Asked once for all views; a failure is asked anew. */
const askKernelSource: AskPlayground<EngineClient, KernelSource> = async (_, engine) => {
  const answer = asked.get(engine) ?? engine.request('kernelSource', null)
  asked.set(engine, answer)
  const known = await answer
  if (known.status !== 'done') asked.delete(engine)
  return known
}

/** Null until it has come. */
export function useKernelSource(): KernelSource | null {
  const source = useAnswer(usePlayground().engine, askKernelSource)
  return source.state === 'answered' ? source.answer : null
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
