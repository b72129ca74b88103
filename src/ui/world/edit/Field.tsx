// A field for one value of the machine. What is typed is judged at once and taken on Enter or when one goes on; what cannot be taken stays
// as it was typed, with the reason below it. Escape brings the value back.

import { useId, useState } from 'react'

import { tryEdit } from '../../../state/slices/editing.ts'
import type { WorldEdit } from '../../../scenario/edit.ts'
import { usePlayground, usePlaygroundState } from '../../playground.ts'
import './Field.css'

interface Props {
  label: string
  /** The kernel's name for it. */
  kernel?: string | undefined
  hint?: string | undefined
  value: string
  placeholder?: string | undefined
  /** What typing this would do. */
  edit: (text: string) => WorldEdit
  /** How much the arrow keys change a whole number. */
  step?: number | undefined
  list?: string | undefined
  /** Only the field, for a strip of fields; the label is for screen readers then. */
  bare?: boolean
}

/** A message of the validator begins with the place; at the field it begins with the label. */
const atField = (message: string, place: string, label: string): string =>
  place !== '' && message.startsWith(place) ? `${label}${message.slice(place.length)}` : message

/** True where the kernel's name would only repeat the label, or there is none. */
const saysTheSame = (label: string, kernel = ''): boolean =>
  kernel === '' || kernel.toLowerCase() === label.toLowerCase()

export function Field({ label, kernel, hint, value, placeholder, edit, step, list, bare = false }: Props) {
  const { store } = usePlayground()
  const changeWorld = usePlaygroundState((state) => state.changeWorld)
  /** What is typed and not taken yet; null: the field shows the value. */
  const [typed, setTyped] = useState<string | null>(null)
  const [said, setSaid] = useState<{ message: string; wrong: boolean } | null>(null)
  const id = useId()

  const judge = (text: string) => {
    const problem = tryEdit(store.getState().document, edit(text)).find(({ severity }) => severity === 'error')
    setSaid(problem === undefined ? null : { message: atField(problem.message, problem.place, label), wrong: true })
  }
  const take = (text: string) => {
    if (text === value) {
      setTyped(null)
      setSaid(null)
      return
    }
    const problems = changeWorld(edit(text))
    const error = problems.find(({ severity }) => severity === 'error')
    const first = error ?? problems[0]
    setTyped(error === undefined ? null : text)
    setSaid(
      first === undefined ? null : { message: atField(first.message, first.place, label), wrong: error !== undefined },
    )
  }

  function onKeyDown(event: React.KeyboardEvent<HTMLInputElement>) {
    const move = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
    if (event.key === 'Enter') take(event.currentTarget.value)
    else if (event.key === 'Escape' && typed !== null) {
      setTyped(null)
      setSaid(null)
    } else if (step !== undefined && move !== 0 && /^[-+]?\d*$/.test(event.currentTarget.value))
      take(String(Number(event.currentTarget.value) + move * step * (event.shiftKey ? 10 : 1)))
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className={bare ? 'field field-bare' : 'field'} title={hint}>
      <label htmlFor={id} className={bare ? 'visually-hidden' : undefined}>
        {label} {saysTheSame(label, kernel) ? null : <code>{kernel}</code>}
      </label>
      <input
        id={id}
        className="mono"
        value={typed ?? value}
        placeholder={placeholder}
        list={list}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={said?.wrong === true}
        aria-describedby={said === null ? undefined : `${id}-said`}
        onChange={(event) => {
          setTyped(event.target.value)
          judge(event.target.value)
        }}
        onBlur={(event) => {
          if (typed !== null) take(event.target.value)
        }}
        onKeyDown={onKeyDown}
      />
      {said === null ? null : (
        <span id={`${id}-said`} role="alert" className={said.wrong ? 'field-said field-wrong' : 'field-said'}>
          {said.message}
        </span>
      )}
    </div>
  )
}
