// The list of problems: what is wrong and where, the verifier's own words folded away, and the repairs that can be applied.

import { lineColumnAt, lineStarts } from '../../policy/span.ts'
import { SEVERITY_WORDS } from '../rules/severity.ts'
import type { Fix } from '../../policy/diagnostics.ts'
import { Icon } from '../parts/Icon.tsx'
import { usePlayground, usePlaygroundState } from '../playground.ts'
import { applyFix } from '../../state/text.ts'
import './Problems.css'

export function Problems() {
  const { store } = usePlayground()
  const { text, diagnostics, inputProblems } = usePlaygroundState((state) => state.checkup)
  const current = usePlaygroundState((state) => state.document.policy.text)
  const goToPolicy = usePlaygroundState((state) => state.goToPolicy)
  const explainRule = usePlaygroundState((state) => state.explainRule)
  if (diagnostics.length === 0 && inputProblems.length === 0)
    return <p className="empty">No problems. The policy compiles and passes the verifier checks we model.</p>

  const starts = lineStarts(text)
  const apply = (fix: Fix) => {
    if (store.getState().document.policy.text === text) store.getState().editPolicy(applyFix(text, fix))
  }
  return (
    <ul className="problems" aria-label="Problems">
      {diagnostics.map((diagnostic, index) => {
        const { line, column } = lineColumnAt(starts, diagnostic.span.start)
        return (
          <li key={index} className={`problem-${diagnostic.severity}`}>
            <Icon name={diagnostic.severity} />
            <div>
              <p>
                <button
                  type="button"
                  className="problem-place"
                  title={`Go to column ${column}`}
                  onClick={() => goToPolicy(diagnostic.span.start)}
                >
                  <span className="visually-hidden">{SEVERITY_WORDS[diagnostic.severity]} in </span>line {line}
                </button>{' '}
                {diagnostic.message}
              </p>
              {diagnostic.verifier === undefined ? null : (
                <details>
                  <summary>What the kernel’s tools say</summary>
                  <pre>{diagnostic.verifier}</pre>
                </details>
              )}
              <button type="button" className="fix" aria-haspopup="dialog" onClick={() => explainRule(diagnostic.code)}>
                Why?<span className="visually-hidden"> The problem in line {line}</span>
              </button>
              {(diagnostic.fixes ?? []).map((fix) => (
                <button
                  key={fix.title}
                  type="button"
                  className="fix"
                  disabled={current !== text}
                  onClick={() => apply(fix)}
                >
                  {fix.title}
                </button>
              ))}
            </div>
          </li>
        )
      })}
      {inputProblems.map((problem) => (
        <li key={`${problem.place} ${problem.message}`} className="problem-warning">
          <Icon name="warning" />
          <p>
            <code>{problem.place}</code> {problem.message}
          </p>
        </li>
      ))}
    </ul>
  )
}
