// One problem explained: why it is one, what the kernel's tools say, and two policies: with it, and without.

import type { Explanation } from '../../policy/catalogue/answers.ts'
import { Tokens, tokenizeLines } from '../parts/Code.tsx'
import { CopyButton } from '../parts/CopyButton.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { Icon } from '../parts/Icon.tsx'
import { usePlayground, usePlaygroundState } from '../playground.ts'
import { SEVERITY_WORDS } from './severity.ts'
import { useExplanation } from './useAnswers.ts'

export function RuleDialog({ code, onClose }: { code: string; onClose: () => void }) {
  const asked = useExplanation(code)
  const { linkToRule } = usePlayground()
  const explainRule = usePlaygroundState((state) => state.explainRule)
  const rule = asked.state === 'answered' ? asked.answer : null
  return (
    <Dialog title={rule?.title ?? 'Why?'} onClose={onClose}>
      {rule !== null ? (
        <Explained rule={rule} />
      ) : (
        <p role="status">
          {asked.state === 'asking'
            ? 'Loading the explanation…'
            : asked.state === 'failed'
              ? 'The engine did not answer. Close this and open it again.'
              : `No problem has the code “${code}”. The list below has all of them.`}
        </p>
      )}
      <div className="dialog-actions">
        {rule === null ? null : <CopyButton label="Copy link" text={linkToRule(code)} />}
        <button type="button" onClick={() => explainRule(null)}>
          All problems
        </button>
      </div>
    </Dialog>
  )
}

/** What the two examples are called: the kernel accepts policies with a warning or a hint too. */
const EXAMPLE_WORDS = {
  error: { refused: 'Refused', accepted: 'Accepted' },
  warning: { refused: 'With the problem', accepted: 'Without it' },
  hint: { refused: 'With the problem', accepted: 'Without it' },
} as const

function Explained({ rule }: { rule: Explanation }) {
  const words = EXAMPLE_WORDS[rule.severity]
  return (
    <>
      <p className={`rule-facts problem-${rule.severity}`}>
        <Icon name={rule.severity} />
        {SEVERITY_WORDS[rule.severity]} · {rule.area} · <code>{rule.code}</code>
      </p>
      <p>{rule.explanation}</p>
      {rule.verifier.length === 0 ? null : (
        <section aria-label="What the kernel’s tools say">
          <h3>What the kernel’s tools say</h3>
          <ul className="rule-words">
            {rule.verifier.map((line) => (
              <li key={line}>
                <code>{line}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
      <ExampleCode
        title={rule.kernel === null ? words.refused : `${words.refused} (Linux ${rule.kernel})`}
        text={rule.refused}
        found={rule.found}
      />
      <ExampleCode title={words.accepted} text={rule.accepted} found={null} />
    </>
  )
}

interface ExampleProps {
  title: string
  text: string
  found: Explanation['found']
}

const ExampleCode = ({ title, text, found }: ExampleProps) => (
  <section aria-label={title}>
    <h3>{title}</h3>
    <div className="rule-code" role="group" aria-label={title} tabIndex={0}>
      {tokenizeLines(text).map((tokens, line) => (
        <div key={line} className={line === found?.line ? 'rule-line rule-line-found' : 'rule-line'}>
          <code>
            <Tokens tokens={tokens} />
          </code>
          {line === found?.line ? <p>{found.message}</p> : null}
        </div>
      ))}
    </div>
  </section>
)
