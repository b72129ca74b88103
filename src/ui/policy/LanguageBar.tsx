// Which language the policy is in, the way from TypeScript to C, and a new policy in either.

import type { PolicyLanguage } from '../../document/policy.ts'
import { usePlayground, usePlaygroundState } from '../playground.ts'
import { LANGUAGE_NAMES } from '../words/language.ts'
import './LanguageBar.css'

const HINTS: Readonly<Record<PolicyLanguage, string>> = {
  c: 'The policy is C for the kernel, as clang compiles it',
  typescript: 'The policy is TypeScript with the kernel’s own names; it runs as BPF C',
}

export function LanguageBar() {
  const { showAsC } = usePlayground()
  const language = usePlaygroundState((state) => state.document.policy.language)
  const beginPolicy = usePlaygroundState((state) => state.beginPolicy)
  return (
    <div className="language-bar" role="group" aria-label="Language of the policy">
      <b title={HINTS[language]}>{LANGUAGE_NAMES[language]}</b>
      {language === 'typescript' ? (
        <button type="button" title="Replaces this policy by its BPF C; you can go back" onClick={() => void showAsC()}>
          Show as C
        </button>
      ) : null}
      <span className="spacer" />
      <span className="faint" aria-hidden>
        New policy in
      </span>
      <div className="segmented">
        {(['c', 'typescript'] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-label={`New policy in ${LANGUAGE_NAMES[one]}`}
            onClick={() => beginPolicy(one)}
          >
            {one === 'c' ? 'C' : 'TypeScript'}
          </button>
        ))}
      </div>
    </div>
  )
}
