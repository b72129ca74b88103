// Turns a policy in TypeScript into the C that it stands for, and back.

import type { PolicySource } from '../../document/policy.ts'
import type { EngineClient } from '../../worker/client.ts'
import type { PlaygroundStore } from '../shape/store.ts'
import { scenarioOf } from '../slices/document.ts'

const NOTICE = 'shown-as-c'

/** Puts the C in the place of the TypeScript; a notice has the way back. */
export async function showAsC(store: PlaygroundStore, engine: Pick<EngineClient, 'request'>): Promise<void> {
  const { document, notify, rewritePolicy } = store.getState()
  const { policy } = document
  if (policy.language === 'c') return
  const answer = await engine.request('asC', { policy, kernel: scenarioOf(document).kernel })
  // What was typed meanwhile counts more.
  if (answer.status !== 'done' || store.getState().document.policy !== policy) return
  if (answer.output === null)
    return notify({
      id: NOTICE,
      tone: 'warning',
      text: 'This policy has errors, so it cannot be shown as C yet. See Problems.',
    })
  rewritePolicy({ language: 'c', text: answer.output })
  notify({
    id: NOTICE,
    tone: 'note',
    text: 'This is your policy as BPF C. It behaves the same; edit it as you like.',
    action: { kind: 'back-to-typescript', label: 'Back to the TypeScript', policy },
  })
}

/** Puts the TypeScript back. */
export function backToTypeScript(store: PlaygroundStore, policy: PolicySource): void {
  store.getState().rewritePolicy(policy)
  store.getState().dismissNotice(NOTICE)
}
