// The gutter of the policy in Monaco: breakpoints, set and taken away with a click, and how often each line ran.

import { selectAnalysed } from '../../state/slices/breakpoints.ts'
import type { Analysis } from '../../simulator/trace/analysis.ts'
import type { Playground } from '../../state/playground.ts'
import type { Store } from '../../state/shape/store.ts'
import { editor, Range } from './monaco.ts'

const SHORTENED = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })
const FIGURE_SPACE = '\u2007'
const NUMBER_WIDTH = 3

/** What was found of the run, where the text in the editor is the one that ran. */
function analysisOf(state: Store, model: editor.ITextModel): Analysis | null {
  const analysed = selectAnalysed(state)
  return analysed?.run.input.policy.text === model.getValue() ? analysed.analysis : null
}

/** The number of a line, with how often it ran before it. */
function lineNumberOf(lines: Int32Array | null, line: number): string {
  const count = lines?.[line - 1] ?? -1
  const number = String(line).padStart(NUMBER_WIDTH, FIGURE_SPACE)
  return count < 0 ? number : `${SHORTENED.format(count)}× ${number}`
}

function decorationsOf(state: Store, model: editor.ITextModel): editor.IModelDeltaDecoration[] {
  const analysis = analysisOf(state, model)
  return state.breakpoints.flatMap((one, index): editor.IModelDeltaDecoration[] => {
    if (one.line === null || one.line > model.getLineCount()) return []
    const found = analysis?.breakpoints[index]
    const kind = found?.problem === null || found === undefined ? '' : ' breakpoint-wrong'
    const words = found === undefined ? 'Breakpoint' : (found.problem ?? `Breakpoint: hit ${found.count} times`)
    return [
      {
        range: new Range(one.line, 1, one.line, 1),
        options: { glyphMarginClassName: `breakpoint${kind}`, glyphMarginHoverMessage: { value: words } },
      },
    ]
  })
}

/** Follows the breakpoints for as long as the editor lives. */
export function registerBreakpoints(
  { store }: Playground,
  view: editor.IStandaloneCodeEditor,
  model: editor.ITextModel,
): { dispose(): void }[] {
  const decorations = view.createDecorationsCollection()
  let lines: Int32Array | null = null
  function follow(state: Store): void {
    decorations.set(decorationsOf(state, model))
    const now = analysisOf(state, model)?.lines ?? null
    if (now === lines) return
    lines = now
    const longest = Array.from({ length: now?.length ?? 0 }, (_, index) => lineNumberOf(now, index + 1).length)
    view.updateOptions({
      lineNumbers: (line) => lineNumberOf(now, line),
      lineNumbersMinChars: Math.max(NUMBER_WIDTH, ...longest),
    })
  }
  const unsubscribe = store.subscribe((state, previous) => {
    if (
      state.breakpoints !== previous.breakpoints ||
      state.analysed !== previous.analysed ||
      state.run !== previous.run ||
      state.document.policy.text !== previous.document.policy.text
    )
      follow(state)
  })
  follow(store.getState())
  const clicks = view.onMouseDown(({ target }) => {
    const { MouseTargetType } = editor
    const isGutter =
      target.type === MouseTargetType.GUTTER_GLYPH_MARGIN || target.type === MouseTargetType.GUTTER_LINE_NUMBERS
    if (isGutter && target.position !== null) store.getState().toggleBreakpoint(target.position.lineNumber)
  })
  const carets = view.onDidChangeCursorPosition(({ position }) => store.getState().noteCaretLine(position.lineNumber))
  return [clicks, carets, { dispose: unsubscribe }]
}
