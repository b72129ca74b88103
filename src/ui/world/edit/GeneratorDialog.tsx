// Makes a machine from a few wishes and a seed: the same ones always give the same machine.

import { useId, useState } from 'react'

import {
  ADJUSTMENTS,
  DEFAULT_WISHES,
  generateScenario,
  MAX_GENERATED,
  SHAPES,
  SPREADS,
  type Wishes,
} from '../../../scenario/generate.ts'
import { normaliseSize } from '../../../scenario/edit-values.ts'
import { PAGE_BYTES, parseSize } from '../../../scenario/size.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { usePlaygroundState } from '../../playground.ts'
import { formatCount } from '../../../scenario/amounts.ts'
import './GeneratorDialog.css'

const SHAPE_WORDS: Readonly<Record<Wishes['shape'], string>> = {
  flat: 'all in one cgroup',
  services: 'services, one cgroup each',
  containers: 'pods with limits',
  forks: 'a tree of children, like a fork bomb',
}
const SPREAD_WORDS: Readonly<Record<Wishes['spread'], string>> = {
  equal: 'all the same',
  even: 'anything up to a maximum',
  'few-large': 'most small, a few very large',
}
const ADJUSTMENT_WORDS: Readonly<Record<Wishes['adjustments'], string>> = {
  none: '0 for all',
  some: 'some shielded, some moved',
  kubernetes: 'as set by Kubernetes',
}
const SCOPE_WORDS: Readonly<Record<Wishes['scope'], string>> = {
  global: 'the whole machine',
  memcg: 'its largest cgroup',
}

/** The text of each field until it is made into a wish. */
type Texts = Readonly<Record<'seed' | 'tasks' | 'ram' | 'swap' | 'filled', string>>

const whole = (text: string, least: number, most: number): number | null => {
  const bare = text.replaceAll(/[\s,]/g, '')
  return /^\d+$/.test(bare) && Number(bare) >= least && Number(bare) <= most ? Number(bare) : null
}

function pagesOf(text: string): number | null {
  const bytes = parseSize(normaliseSize(text))
  return bytes === null ? null : Math.floor(bytes / PAGE_BYTES)
}

interface FieldProps {
  label: string
  value: string
  wrong: string | null
  onChange: (text: string) => void
}

function TextField({ label, value, wrong, onChange }: FieldProps) {
  const id = useId()
  return (
    <div className="generator-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="mono"
        value={value}
        aria-invalid={wrong !== null}
        aria-describedby={wrong === null ? undefined : `${id}-wrong`}
        onChange={(event) => onChange(event.target.value)}
      />
      {wrong === null ? null : (
        <small id={`${id}-wrong`} role="alert">
          {wrong}
        </small>
      )}
    </div>
  )
}

interface ChoiceProps<T extends string> {
  label: string
  all: readonly T[]
  words: Readonly<Record<T, string>>
  value: T
  onChange: (value: T) => void
}

const Choice = <T extends string>({ label, all, words, value, onChange }: ChoiceProps<T>) => (
  <label>
    <span>{label}</span>
    <select
      value={value}
      onChange={(event) => {
        const chosen = all.find((one) => one === event.target.value)
        if (chosen !== undefined) onChange(chosen)
      }}
    >
      {all.map((one) => (
        <option key={one} value={one}>
          {words[one]}
        </option>
      ))}
    </select>
  </label>
)

export default function GeneratorDialog({ onClose }: { onClose: () => void }) {
  const openImportedScenario = usePlaygroundState((state) => state.openImportedScenario)
  const [texts, setTexts] = useState<Texts>({ seed: '1', tasks: '60', ram: '8 GiB', swap: '0', filled: '95' })
  const [wishes, setWishes] = useState(DEFAULT_WISHES)
  const write = (part: Partial<Texts>) => setTexts({ ...texts, ...part })
  const wish = (part: Partial<Wishes>) => setWishes({ ...wishes, ...part })

  const numbers = {
    seed: whole(texts.seed, 0, 2 ** 32 - 1),
    tasks: whole(texts.tasks, 1, MAX_GENERATED),
    ramPages: pagesOf(texts.ram),
    swapPages: pagesOf(texts.swap),
    filled: whole(texts.filled, 1, 100),
  }
  const { seed, tasks, ramPages, swapPages, filled } = numbers
  const sizeWrong = (pages: number | null) => (pages === null ? 'A size such as 512M or 1.5 GiB.' : null)
  const made =
    seed === null || tasks === null || ramPages === null || swapPages === null || filled === null
      ? null
      : { ...wishes, seed, tasks, ramPages, swapPages, filled }

  return (
    <Dialog title="Make a machine" onClose={onClose}>
      <form
        className="generator"
        onSubmit={(event) => {
          event.preventDefault()
          if (made === null) return
          openImportedScenario(generateScenario(made))
          onClose()
        }}
      >
        <TextField
          label="Processes"
          value={texts.tasks}
          wrong={tasks === null ? `From 1 to ${formatCount(MAX_GENERATED)}.` : null}
          onChange={(text) => write({ tasks: text })}
        />
        <TextField
          label="Seed"
          value={texts.seed}
          wrong={seed === null ? 'A whole number from 0 to 4,294,967,295.' : null}
          onChange={(text) => write({ seed: text })}
        />
        <Choice
          label="Shape"
          all={SHAPES}
          words={SHAPE_WORDS}
          value={wishes.shape}
          onChange={(shape) => wish({ shape })}
        />
        <Choice
          label="Memory"
          all={SPREADS}
          words={SPREAD_WORDS}
          value={wishes.spread}
          onChange={(spread) => wish({ spread })}
        />
        <Choice
          label="oom_score_adj"
          all={ADJUSTMENTS}
          words={ADJUSTMENT_WORDS}
          value={wishes.adjustments}
          onChange={(adjustments) => wish({ adjustments })}
        />
        <Choice
          label="Out of memory"
          all={['global', 'memcg'] as const}
          words={SCOPE_WORDS}
          value={wishes.scope}
          onChange={(scope) => wish({ scope })}
        />
        <TextField
          label="RAM"
          value={texts.ram}
          wrong={sizeWrong(ramPages)}
          onChange={(text) => write({ ram: text })}
        />
        <TextField
          label="Swap"
          value={texts.swap}
          wrong={sizeWrong(swapPages)}
          onChange={(text) => write({ swap: text })}
        />
        <TextField
          label="Used by processes, %"
          value={texts.filled}
          wrong={filled === null ? 'From 1 to 100.' : null}
          onChange={(text) => write({ filled: text })}
        />
        <p className="faint">The same settings and seed always give the same machine. The policy is kept.</p>
        <div className="dialog-actions">
          <button type="button" onClick={() => write({ seed: String(((seed ?? 0) + 1) % 2 ** 32) })}>
            Next seed
          </button>
          <button type="submit" className="primary" disabled={made === null}>
            Make this machine
          </button>
        </div>
      </form>
    </Dialog>
  )
}
