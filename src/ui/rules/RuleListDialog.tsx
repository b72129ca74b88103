// Everything that can be wrong with a policy, by area; the field finds words, codes, and lines that the kernel's verifier printed.

import type { RuleAreaSummary } from '../../policy/catalogue/answers.ts'
import { searchRules } from '../../policy/catalogue/search.ts'
import { plural } from '../../scenario/amounts.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { Icon } from '../parts/Icon.tsx'
import { usePlaygroundState } from '../playground.ts'
import { SEVERITY_WORDS } from './severity.ts'
import { useRules } from './useAnswers.ts'

interface Props {
  query: string
  onQuery: (query: string) => void
  onClose: () => void
}

export function RuleListDialog({ query, onQuery, onClose }: Props) {
  const asked = useRules()
  const found = asked.state === 'answered' ? searchRules(asked.answer, query) : []
  const count = found.reduce((sum, { rules }) => sum + rules.length, 0)
  return (
    <Dialog title="Problems explained" onClose={onClose}>
      <p>
        Everything that can be wrong with a policy: what it is, why it is so, and what to write instead, each with an
        example. A line of the verifier’s log is found as well.
      </p>
      <input
        type="search"
        aria-label="Search problems"
        placeholder="Words, a code, or a line of the verifier’s log"
        spellCheck={false}
        autoComplete="off"
        value={query}
        onChange={(event) => onQuery(event.target.value)}
      />
      <p className="faint" role="status">
        {asked.state === 'asking'
          ? 'Loading the list…'
          : asked.state === 'failed'
            ? 'The engine did not answer. Close this and open it again.'
            : count === 0
              ? 'No problem matches. Try fewer words.'
              : plural(count, 'problem')}
      </p>
      {found.map((area) => (
        <Area key={area.title} area={area} />
      ))}
    </Dialog>
  )
}

function Area({ area: { title, rules } }: { area: RuleAreaSummary }) {
  const explainRule = usePlaygroundState((state) => state.explainRule)
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul className="rule-list">
        {rules.map((rule) => (
          <li key={rule.code}>
            <button type="button" className="quiet" onClick={() => explainRule(rule.code)}>
              <span className={`rule-sign problem-${rule.severity}`}>
                <Icon name={rule.severity} />
                <span className="visually-hidden">{SEVERITY_WORDS[rule.severity]}: </span>
              </span>
              <span className="rule-name">
                <span>{rule.title} </span>
                <code>{rule.code}</code>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
