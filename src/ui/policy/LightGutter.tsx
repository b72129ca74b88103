// The gutter of the light editor: the numbers of the lines, the sign of a problem in one, and its breakpoint, which a tap sets or takes away.

import { memo, useMemo } from 'react'

import type { Diagnostic } from '../../policy/diagnostics.ts'
import { Icon } from '../parts/Icon.tsx'
import { usePlaygroundState } from '../playground.ts'
import { severityByLine } from './marks.ts'
import './LightGutter.css'

interface Props {
  text: string
  diagnostics: readonly Diagnostic[]
}

/** The list of problems says to screen readers what the signs say. Keys reach a line's breakpoint by F9 in the text, not by a tab stop a line. */
export const LightGutter = memo(function LightGutter({ text, diagnostics }: Props) {
  const breakpoints = usePlaygroundState((state) => state.breakpoints)
  const toggleBreakpoint = usePlaygroundState((state) => state.toggleBreakpoint)
  const severities = useMemo(() => severityByLine(text, diagnostics), [text, diagnostics])
  const set = new Set(breakpoints.map(({ line }) => line))
  return (
    <div className="light-editor-gutter" role="group" aria-label="Breakpoints by line">
      {text.split('\n').map((_, index) => {
        const line = index + 1
        const severity = severities.get(line)
        return (
          <button
            key={line}
            type="button"
            tabIndex={-1}
            className={severity === undefined ? undefined : `problem-${severity}`}
            aria-label={`Breakpoint on line ${line}`}
            aria-pressed={set.has(line)}
            // The text keeps the focus, so that the keyboard of the phone stays.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => toggleBreakpoint(line)}
          >
            {set.has(line) ? <span className="breakpoint-sign" /> : null}
            {severity === undefined ? null : <Icon name={severity} />}
            {line}
          </button>
        )
      })}
    </div>
  )
})
