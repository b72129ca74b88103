// A small editor for phones and for the time before Monaco: a text area whose text is transparent, over the same text in colours with the
// problems underlined, beside the numbers of the lines.

import { memo, useEffect, useMemo, useRef, useState } from 'react'

import type { Diagnostic } from '../../policy/diagnostics.ts'
import { lineColumnAt, lineStarts } from '../../policy/span.ts'
import { Code } from '../parts/Code.tsx'
import { Icon } from '../parts/Icon.tsx'
import { usePageWidth } from '../parts/useMedia.ts'
import type { PolicyLanguage } from '../../document/policy.ts'
import { usePlaygroundState } from '../playground.ts'
import { LANGUAGE_NAMES } from '../words/language.ts'
import { LightGutter } from './LightGutter.tsx'
import { LightStep } from './LightStep.tsx'
import { cutAtProblems } from './marks.ts'
import './LightEditor.css'

/** Where the caret was, for the editor that takes over. */
export interface Caret {
  offset: number
  focused: boolean
}

interface Props {
  onCaret: (caret: Caret) => void
}

const NO_PROBLEMS: readonly Diagnostic[] = []

/** The problems of the text on show; none while a newer text is being checked. */
function useDiagnostics(text: string): readonly Diagnostic[] {
  return usePlaygroundState((state) => (state.checkup.text === text ? state.checkup.diagnostics : NO_PROBLEMS))
}

const Squiggles = memo(function Squiggles({ text, diagnostics }: { text: string; diagnostics: readonly Diagnostic[] }) {
  return (
    <pre className="light-editor-squiggles" aria-hidden>
      {cutAtProblems(text, diagnostics).map(({ text: piece, severity }, index) => (
        <span key={index} className={severity === null ? undefined : `squiggle-${severity}`}>
          {piece}
        </span>
      ))}
    </pre>
  )
})

/** The problem at the caret, in words: there is nothing to hover with on a phone. */
function AtCaret({ text, diagnostics, offset }: { text: string; diagnostics: readonly Diagnostic[]; offset: number }) {
  const starts = useMemo(() => lineStarts(text), [text])
  const { line } = lineColumnAt(starts, offset)
  const here = diagnostics.find(({ span }) => lineColumnAt(starts, span.start).line === line)
  if (here === undefined) return null
  return (
    <p className={`light-editor-problem problem-${here.severity}`} role="status" aria-label="Problem on this line">
      <Icon name={here.severity} />
      <span>{here.message}</span>
    </p>
  )
}

/** Puts a text in place of the selection, as typing does: the browser can undo it. */
function insertText(area: HTMLTextAreaElement, text: string): void {
  area.focus()
  document.execCommand('insertText', false, text)
}

/** From 1 on. */
const caretLineOf = ({ value, selectionStart }: HTMLTextAreaElement): number =>
  value.slice(0, selectionStart).split('\n').length

const TABS: Readonly<Record<PolicyLanguage, string>> = { c: '\t', typescript: '  ' }

/** The white space at the beginning of the line of an offset. */
const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))?.[0] ?? ''

/** What the keyboards of phones hide. */
const SIGNS = ['Tab', '{', '}', '(', ')', ';', '->', '=', '!', '<', '>', '&', '|', '*', '_', '"'] as const

function Signs({ tab, onSign }: { tab: string; onSign: (text: string) => void }) {
  return (
    <div className="light-editor-signs" role="toolbar" aria-label="Signs">
      {SIGNS.map((sign) => (
        <button
          key={sign}
          type="button"
          className="mono"
          aria-label={`Insert ${sign}`}
          // The text keeps the focus, so that the keyboard of the phone stays.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onSign(sign === 'Tab' ? tab : sign)}
        >
          {sign}
        </button>
      ))}
    </div>
  )
}

export function LightEditor({ onCaret }: Props) {
  const text = usePlaygroundState((state) => state.document.policy.text)
  const language = usePlaygroundState((state) => state.document.policy.language)
  const editPolicy = usePlaygroundState((state) => state.editPolicy)
  const noteCaretLine = usePlaygroundState((state) => state.noteCaretLine)
  const target = usePlaygroundState((state) => state.editorTarget)
  const diagnostics = useDiagnostics(text)
  const narrow = usePageWidth() === 'narrow'
  const area = useRef<HTMLTextAreaElement>(null)
  const [offset, setOffset] = useState(0)
  /** After Escape, Tab leaves the editor instead of indenting. */
  const tabLeaves = useRef(false)

  // An effect: the caret belongs to the DOM.
  useEffect(() => {
    const element = area.current
    if (target === null || element === null) return
    element.focus()
    element.setSelectionRange(target.offset, target.offset)
    // The area is as large as the text: it is its frame that scrolls.
    const above = element.value.slice(0, target.offset).split('\n').length - 1
    const frame = element.closest('.light-editor-frame')
    if (frame !== null)
      frame.scrollTop = above * parseFloat(getComputedStyle(element).lineHeight) - frame.clientHeight / 2
  }, [target])

  // An effect: the caret moves by keys, taps and by what is gone to, and the document tells of all of it.
  useEffect(() => {
    const onSelectionChange = () => {
      const element = area.current
      if (element === null || document.activeElement !== element) return
      setOffset(element.selectionStart)
      noteCaretLine(caretLineOf(element))
      onCaret({ offset: element.selectionStart, focused: true })
    }
    document.addEventListener('selectionchange', onSelectionChange)
    return () => document.removeEventListener('selectionchange', onSelectionChange)
  }, [onCaret, noteCaretLine])

  function onKeyDown(event: React.KeyboardEvent<HTMLTextAreaElement>) {
    const element = event.currentTarget
    if (event.key === 'Escape') tabLeaves.current = true
    else if (event.key === 'Tab' && !event.shiftKey && !tabLeaves.current) {
      event.preventDefault()
      insertText(element, TABS[language])
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.nativeEvent.isComposing) {
      event.preventDefault()
      const before = element.value.slice(0, element.selectionStart)
      insertText(element, `\n${indentAt(before, before.length)}${before.trimEnd().endsWith('{') ? TABS[language] : ''}`)
    } else if (event.key !== 'Tab') tabLeaves.current = false
  }

  return (
    <div className="light-editor" data-editor>
      <div className="light-editor-frame">
        <LightGutter text={text} diagnostics={diagnostics} />
        <div className="light-editor-sheet">
          <LightStep text={text} />
          <pre aria-hidden>
            <Code text={text} />
            {'\n'}
          </pre>
          <Squiggles text={text} diagnostics={diagnostics} />
          <textarea
            ref={area}
            aria-label={`Policy in ${LANGUAGE_NAMES[language]}`}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            autoCorrect="off"
            wrap="off"
            value={text}
            onChange={(event) => editPolicy(event.target.value)}
            onKeyDown={onKeyDown}
            // The event of the selection comes later than the next key may.
            onKeyUp={(event) => noteCaretLine(caretLineOf(event.currentTarget))}
            onBlur={(event) => {
              tabLeaves.current = false
              onCaret({ offset: event.currentTarget.selectionStart, focused: false })
            }}
          />
        </div>
      </div>
      <AtCaret text={text} diagnostics={diagnostics} offset={offset} />
      {narrow ? (
        <Signs
          tab={TABS[language]}
          onSign={(sign) => {
            if (area.current !== null) insertText(area.current, sign)
          }}
        />
      ) : null}
    </div>
  )
}
