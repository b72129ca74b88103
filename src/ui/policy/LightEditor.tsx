// A small editor for phones and for the time before Monaco: a text area whose text is transparent, over the same text in colours.

import { useEffect, useRef } from 'react'

import { Code } from '../parts/Code.tsx'
import { usePlaygroundState } from '../playground.ts'
import './LightEditor.css'

/** Where the caret was, for the editor that takes over. */
export interface Caret {
  offset: number
  focused: boolean
}

interface Props {
  onCaret: (caret: Caret) => void
}

const TAB = '\t'

export function LightEditor({ onCaret }: Props) {
  const text = usePlaygroundState((state) => state.document.policy.text)
  const editPolicy = usePlaygroundState((state) => state.editPolicy)
  const target = usePlaygroundState((state) => state.editorTarget)
  const area = useRef<HTMLTextAreaElement>(null)
  /** After Escape, Tab leaves the editor instead of indenting. */
  const tabLeaves = useRef(false)

  // An effect: the caret belongs to the DOM.
  useEffect(() => {
    if (target === null) return
    area.current?.focus()
    area.current?.setSelectionRange(target.offset, target.offset)
  }, [target])

  function noteCaret(focused: boolean) {
    onCaret({ offset: area.current?.selectionStart ?? 0, focused })
  }

  function onKeyDown(event: React.KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key === 'Escape') tabLeaves.current = true
    else if (event.key === 'Tab' && !event.shiftKey && !tabLeaves.current) {
      event.preventDefault()
      const { selectionStart, selectionEnd } = event.currentTarget
      event.currentTarget.setRangeText(TAB, selectionStart, selectionEnd, 'end')
      editPolicy(event.currentTarget.value)
    } else if (event.key !== 'Tab') tabLeaves.current = false
  }

  return (
    <div className="light-editor" data-editor>
      <div className="light-editor-sheet">
        <pre aria-hidden>
          <Code text={text} />
          {'\n'}
        </pre>
        <textarea
          ref={area}
          aria-label="Policy in BPF C"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          wrap="off"
          value={text}
          onChange={(event) => editPolicy(event.target.value)}
          onKeyDown={onKeyDown}
          onFocus={() => noteCaret(true)}
          onBlur={() => {
            tabLeaves.current = false
            noteCaret(false)
          }}
          onSelect={() => noteCaret(true)}
        />
      </div>
    </div>
  )
}
