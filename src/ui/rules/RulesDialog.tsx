// What problems of policies mean: one of them explained, as "Why?" and links open it, or the list of all with a search.

import { useState } from 'react'

import { usePlaygroundState } from '../playground.ts'
import { RuleDialog } from './RuleDialog.tsx'
import { RuleListDialog } from './RuleListDialog.tsx'
import './RulesDialog.css'

export default function RulesDialog({ onClose }: { onClose: () => void }) {
  const code = usePlaygroundState((state) => state.explainedRule)
  // It outlives the look at one rule.
  const [query, setQuery] = useState('')
  // A dialog of its own for each, so that the focus begins at its top.
  return code === null ? (
    <RuleListDialog query={query} onQuery={setQuery} onClose={onClose} />
  ) : (
    <RuleDialog key={code} code={code} onClose={onClose} />
  )
}
