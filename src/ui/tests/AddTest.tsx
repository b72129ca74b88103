// The form that adds a test. It offers the names of the machine on show.

import { useState } from 'react'

import type { PolicyTest, TaskPattern } from '../../document/tests.ts'
import type { Scenario } from '../../scenario/model.ts'
import { scenarioOf } from '../../state/slices/document.ts'
import { DEFAULT_SHUFFLES, TEST_KINDS, TEST_OUTCOMES } from '../../document/tests.ts'
import { formatOutcomeWord } from '../../reading/test-words.ts'
import { Icon } from '../parts/Icon.tsx'
import { usePlaygroundState } from '../playground.ts'
import { EMPTY_DRAFT, hasPattern, testOfDraft, type TestDraft } from './draft.ts'
import './AddTest.css'

const KINDS: Readonly<Record<PolicyTest['kind'], string>> = {
  victim: 'The first victim is',
  'not-victim': 'The first victim is not',
  'never-killed': 'Never killed:',
  killed: 'Number killed',
  frees: 'Frees at least',
  outcome: 'In the end',
  'order-independent': 'Any order gives the same',
}

const BY: Readonly<Record<TaskPattern['by'], string>> = {
  comm: 'the name',
  pid: 'the pid',
  memcg: 'in the cgroup',
  adj: 'oom_score_adj at most',
}
const PATTERNS = ['comm', 'pid', 'memcg', 'adj'] as const satisfies readonly TaskPattern['by'][]

/** A suggestion list is no longer than a person reads. */
const MAX_SUGGESTIONS = 200

function suggestions(by: TaskPattern['by'], { tasks, cgroups }: Scenario): string[] {
  const all = {
    comm: () => tasks.map(({ comm }) => comm),
    pid: () => tasks.map(({ pid }) => String(pid)),
    memcg: () => cgroups.map(({ path }) => path),
    adj: () => tasks.map(({ oomScoreAdj }) => String(oomScoreAdj)),
  }
  return [...new Set(all[by]())].slice(0, MAX_SUGGESTIONS)
}

interface FieldsProps {
  draft: TestDraft
  onChange: (part: Partial<TestDraft>) => void
}

function PatternFields({ draft, onChange }: FieldsProps) {
  const document = usePlaygroundState((state) => state.document)
  return (
    <>
      <select
        aria-label="Which processes"
        value={draft.by}
        onChange={(event) => onChange({ by: PATTERNS.find((one) => one === event.target.value) ?? 'comm' })}
      >
        {PATTERNS.map((by) => (
          <option key={by} value={by}>
            {BY[by]}
          </option>
        ))}
      </select>
      <input
        aria-label="Process"
        list="test-names"
        value={draft.who}
        spellCheck={false}
        onChange={(event) => onChange({ who: event.target.value })}
      />
      <datalist id="test-names">
        {suggestions(draft.by, scenarioOf(document)).map((name) => (
          <option key={name}>{name}</option>
        ))}
      </datalist>
    </>
  )
}

function ValueFields({ draft, onChange }: FieldsProps) {
  if (draft.kind === 'outcome')
    return (
      <select
        aria-label="Result"
        value={draft.outcome}
        onChange={(event) => onChange({ outcome: TEST_OUTCOMES.find((one) => one === event.target.value) ?? 'killed' })}
      >
        {TEST_OUTCOMES.map((outcome) => (
          <option key={outcome} value={outcome}>
            {formatOutcomeWord(outcome)}
          </option>
        ))}
      </select>
    )
  const hints = { killed: 'such as 1', frees: 'such as 400M', 'order-independent': String(DEFAULT_SHUFFLES) }
  return hasPattern(draft.kind) ? null : (
    <input
      aria-label={draft.kind === 'killed' ? 'Processes' : draft.kind === 'frees' ? 'Memory' : 'Orders'}
      value={draft.number}
      placeholder={hints[draft.kind]}
      spellCheck={false}
      onChange={(event) => onChange({ number: event.target.value })}
    />
  )
}

export function AddTest() {
  const addTest = usePlaygroundState((state) => state.addTest)
  const [draft, setDraft] = useState(EMPTY_DRAFT)
  const [missing, setMissing] = useState<string | null>(null)
  const onChange = (part: Partial<TestDraft>) => {
    setMissing(null)
    setDraft({ ...draft, ...part })
  }
  function add() {
    const test = testOfDraft(draft)
    if (typeof test === 'string') return setMissing(test)
    addTest(test)
    setDraft({ ...draft, who: '', number: '' })
  }
  return (
    <form
      className="tests-add"
      aria-label="Add a test"
      onSubmit={(event) => {
        event.preventDefault()
        add()
      }}
    >
      <select
        aria-label="What must hold"
        value={draft.kind}
        onChange={(event) =>
          onChange({ kind: TEST_KINDS.find((one) => one === event.target.value) ?? 'victim', number: '' })
        }
      >
        {TEST_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {KINDS[kind]}
          </option>
        ))}
      </select>
      {hasPattern(draft.kind) ? (
        <PatternFields draft={draft} onChange={onChange} />
      ) : (
        <ValueFields draft={draft} onChange={onChange} />
      )}
      <button type="submit">
        <Icon name="add" /> Add test
      </button>
      {missing === null ? null : <p role="alert">{missing}</p>}
    </form>
  )
}
