// The editor for policies in TypeScript: Monaco with TypeScript's own completion and help about the kernel's declarations. Problems are ours
// first; what only TypeScript's types find is added where we say nothing.

import type { Playground } from '../../state/playground.ts'
import { registerRepairs, rangeOf } from './assist.ts'
import MonacoEditor, { type EditorProps } from './MonacoEditor.tsx'
import { editor, MarkerSeverity } from './monaco.ts'
import { declareKernel, typeProblems } from './typescript.ts'

const OWNER = 'typescript'

/** Puts what TypeScript finds beside our own problems, except where ours are. They are warnings: the policy compiles all the same. */
async function showTypeProblems({ store }: Playground, model: editor.ITextModel): Promise<void> {
  const version = model.getVersionId()
  const problems = await typeProblems(model)
  if (model.isDisposed() || model.getVersionId() !== version) return
  const { checkup } = store.getState()
  const known = checkup.text === model.getValue() ? checkup.diagnostics : []
  const isKnown = ({ start, end }: { start: number; end: number }): boolean =>
    known.some(({ span }) => span.start <= end && start <= span.end)
  editor.setModelMarkers(
    model,
    OWNER,
    problems
      .filter(({ span }) => !isKnown(span))
      .map(({ span, message }) => {
        const { startLineNumber, startColumn, endLineNumber, endColumn } = rangeOf(model, span)
        const severity = MarkerSeverity.Warning
        return { severity, message, startLineNumber, startColumn, endLineNumber, endColumn }
      }),
  )
}

/** Registers what TypeScript needs besides Monaco's own service. What it gives is disposed of with the editor. */
function assistTypeScript(playground: Playground, model: editor.ITextModel): { dispose(): void }[] {
  const { engine, store } = playground
  const refresh = (): void => void showTypeProblems(playground, model)
  void engine.request('typings', null).then((answer) => {
    if (answer.status !== 'done' || model.isDisposed()) return
    declareKernel(answer.output)
    refresh()
  })
  const unsubscribe = store.subscribe((state, previous) => {
    if (state.checkup !== previous.checkup) refresh()
  })
  return [registerRepairs(playground, 'typescript'), { dispose: unsubscribe }]
}

export default function TypeScriptEditor(props: EditorProps) {
  return <MonacoEditor {...props} language="typescript" assist={assistTypeScript} />
}
