// Lines of the policy in Monaco and their lines in the exported C: the one under the pointer or the caret is told to the store, and the one
// that is pointed at in the C is marked here.

import type { Playground } from '../../state/playground.ts'
import type { Store } from '../../state/shape/store.ts'
import { Range, type editor } from './monaco.ts'

function decorationsOf({ linkedLine }: Store): editor.IModelDeltaDecoration[] {
  if (linkedLine?.at !== 'export') return []
  const { line } = linkedLine
  return [{ range: new Range(line, 1, line, 1), options: { isWholeLine: true, className: 'linked-line' } }]
}

/** Links the lines for as long as the editor lives. */
export function registerLinking({ store }: Playground, view: editor.IStandaloneCodeEditor): { dispose(): void }[] {
  const decorations = view.createDecorationsCollection()
  const point = (line: number | undefined) => {
    if (line !== undefined) store.getState().pointAtLine({ line, at: 'policy' })
  }
  const unsubscribe = store.subscribe((state, previous) => {
    if (state.linkedLine !== previous.linkedLine) decorations.set(decorationsOf(state))
  })
  return [
    view.onMouseMove(({ target }) => point(target.position?.lineNumber)),
    view.onMouseLeave(() => point(view.getPosition()?.lineNumber)),
    view.onDidChangeCursorPosition(({ position }) => point(position.lineNumber)),
    { dispose: unsubscribe },
  ]
}
