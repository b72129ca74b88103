// The statement on show in Monaco: its line, the values that it reads beside it, and under the pointer what they are now.

import type { Playground } from '../../state/playground.ts'
import { selectMoment, selectShownSpan, selectStepped } from '../../state/slices/stepper.ts'
import type { Store } from '../../state/shape/store.ts'
import { inlineValues, readAt } from '../stepper/inline.ts'
import { rangeOf } from './assist.ts'
import { languages, Range, type editor } from './monaco.ts'

/** True where the text in the editor is the one that ran: places in another text would mean nothing. */
const isShown = (state: Store, model: editor.ITextModel): boolean =>
  selectStepped(state)?.run.input.policy.text === model.getValue()

function decorationsOf(state: Store, model: editor.ITextModel): editor.IModelDeltaDecoration[] {
  const span = selectShownSpan(state)
  if (span?.origin !== 'policy' || !isShown(state, model)) return []
  const moment = state.frame === 0 ? selectMoment(state) : null
  const { lineNumber } = model.getPositionAt(span.start)
  const end = model.getLineMaxColumn(lineNumber)
  const values = moment === null ? '' : inlineValues(moment, model.getValue())
  const decorations: editor.IModelDeltaDecoration[] = [
    {
      range: new Range(lineNumber, 1, lineNumber, end),
      options: { isWholeLine: true, className: 'step-line', linesDecorationsClassName: 'step-arrow' },
    },
  ]
  if (values !== '')
    decorations.push({
      range: new Range(lineNumber, end, lineNumber, end),
      options: {
        showIfCollapsed: true,
        after: { content: `  ${values}`, inlineClassName: 'inline-values' },
      },
    })
  return decorations
}

/** The value of a local or global by its name. */
function namedValue(state: Store, name: string) {
  const moment = selectMoment(state)
  const locals = moment?.frames[state.frame]?.locals ?? []
  return locals.findLast((one) => one.name === name) ?? moment?.globals.find((one) => one.name === name) ?? null
}

/** Follows the stepper for as long as the editor lives. */
export function registerStepping(
  { store }: Playground,
  view: editor.IStandaloneCodeEditor,
  model: editor.ITextModel,
): { dispose(): void }[] {
  const decorations = view.createDecorationsCollection()
  let shown: ReturnType<typeof selectShownSpan> = null
  function follow(state: Store): void {
    decorations.set(decorationsOf(state, model))
    const span = selectShownSpan(state)
    if (span !== null && span !== shown && span.origin === 'policy' && isShown(state, model))
      view.revealLineInCenterIfOutsideViewport(model.getPositionAt(span.start).lineNumber)
    shown = span
  }
  const unsubscribe = store.subscribe((state, previous) => {
    if (
      state.stepped !== previous.stepped ||
      state.cursor !== previous.cursor ||
      state.frame !== previous.frame ||
      state.run !== previous.run ||
      state.stepUnit !== previous.stepUnit ||
      state.document.policy.text !== previous.document.policy.text
    )
      follow(state)
  })
  follow(store.getState())

  const hover = languages.registerHoverProvider('c', {
    provideHover(hovered, position) {
      const state = store.getState()
      const moment = selectMoment(state)
      if (hovered !== model || moment === null || !isShown(state, model)) return null
      const read =
        selectShownSpan(state)?.origin === 'policy' && state.frame === 0
          ? readAt(moment, model.getOffsetAt(position))
          : null
      const word = model.getWordAtPosition(position)?.word ?? ''
      const value = read ?? namedValue(state, word)
      if (value === null) return null
      const name = read === null ? word : model.getValue().slice(read.span.start, read.span.end)
      const unit = value.unit === null ? '' : ` ${value.unit}`
      return {
        ...(read === null ? {} : { range: rangeOf(model, read.span) }),
        contents: [{ value: `Now: \`${name} = ${value.text}\`${unit}` }],
      }
    },
  })
  return [hover, { dispose: unsubscribe }]
}
