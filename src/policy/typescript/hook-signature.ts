// How the TypeScript of a program begins, for messages, completions and fixes.

import type { Hook } from '../../kernel/interfaces.ts'
import { parsePrototype } from '../kernel-types.ts'
import type { Type } from '../types.ts'
import { fixedWidth } from './types.ts'

/** `export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict` */
export function hookSignature(hook: Hook): string {
  const { type, params } = parsePrototype(hook.prototype)
  const list = type.params.map((param, i) => `${params[i] ?? ''}: ${nameOfType(param)}`).join(', ')
  return `export function ${hook.target}(${list})${hook.role === 'verdict' ? ': verdict' : ''}`
}

function nameOfType(type: Type): string {
  if (type.kind === 'pointer') return type.to.kind === 'struct' ? type.to.key : 'comm'
  return type.kind === 'int' ? fixedWidth(type).name : 'u64'
}
