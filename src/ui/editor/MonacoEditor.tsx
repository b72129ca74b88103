// The policy in Monaco. The store has the text; Monaco and the store tell each other of edits, markers come from the newest checkup.

import { useEffect, useRef } from 'react'

import type { Diagnostic } from '../../policy/diagnostics.ts'
import type { PolicyLanguage } from '../../document/policy.ts'
import type { Playground } from '../../state/playground.ts'
import type { Store } from '../../state/shape/store.ts'
import { useLook } from '../parts/useTheme.ts'
import { usePlayground } from '../playground.ts'
import type { Caret } from '../policy/LightEditor.tsx'
import { LANGUAGE_NAMES } from '../words/language.ts'
import { rangeOf, registerAssist } from './assist.ts'
import { registerBreakpoints } from './breakpoints.ts'
import { registerExplaining } from './explaining.ts'
import { registerStepping } from './stepping.ts'
import { registerLinking } from './linking.ts'
import { applyTheme, editor, MarkerSeverity, Uri } from './monaco.ts'

const SEVERITIES: Readonly<Record<Diagnostic['severity'], MarkerSeverity>> = {
  error: MarkerSeverity.Error,
  warning: MarkerSeverity.Warning,
  hint: MarkerSeverity.Hint,
}

const OWNER = 'policy'

function showMarkers(
  { linkToRule }: Playground,
  model: editor.ITextModel,
  { text, diagnostics }: Store['checkup'],
): void {
  if (text !== model.getValue()) return
  editor.setModelMarkers(
    model,
    OWNER,
    diagnostics.map(({ code, severity, span, message, verifier }) => {
      const range = rangeOf(model, span)
      return {
        severity: SEVERITIES[severity],
        message: verifier === undefined ? message : `${message}\n\n${verifier}`,
        code: { value: code, target: Uri.parse(linkToRule(code)) },
        startLineNumber: range.startLineNumber,
        startColumn: range.startColumn,
        endLineNumber: range.endLineNumber,
        endColumn: range.endColumn,
      }
    }),
  )
}

/** Takes over a text that did not come from here, as one edit that can be undone. */
function takeText(model: editor.ITextModel, text: string): void {
  if (model.getValue() === text) return
  model.pushEditOperations(null, [{ range: model.getFullModelRange(), text }], () => null)
}

export interface EditorProps {
  /** Where the caret was in the editor before this one. */
  readCaret: () => Caret
  onCaret: (caret: Caret) => void
}

interface Props extends EditorProps {
  language?: PolicyLanguage
  /** Registers the language's help; what it gives is disposed of with the editor. It must stay the same function. */
  assist?: (playground: Playground, model: editor.ITextModel) => { dispose(): void }[]
}

const FILES: Readonly<Record<PolicyLanguage, string>> = { c: 'policy.bpf.c', typescript: 'policy.ts' }

export default function MonacoEditor({ readCaret, onCaret, language = 'c', assist = registerAssist }: Props) {
  const playground = usePlayground()
  const { dark, contrast } = useLook()
  const host = useRef<HTMLDivElement>(null)

  // Reads the colours of the document, which App has changed before effects run.
  useEffect(() => applyTheme(dark, contrast), [dark, contrast])

  useEffect(() => {
    const { store } = playground
    const element = host.current
    if (element === null) return
    const model = editor.createModel(
      store.getState().document.policy.text,
      language,
      Uri.parse(`inmemory://policy/${FILES[language]}`),
    )
    model.setEOL(editor.EndOfLineSequence.LF)
    // Mixed line ends become one kind; offsets in the store must count what stands here.
    store.getState().editPolicy(model.getValue())
    const view = editor.create(element, {
      model,
      ariaLabel: `Policy in ${LANGUAGE_NAMES[language]}`,
      automaticLayout: true,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      fontSize: 13,
      lineHeight: 20,
      minimap: { enabled: false },
      scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
      scrollBeyondLastLine: false,
      insertSpaces: language === 'typescript',
      tabSize: language === 'typescript' ? 2 : 4,
      detectIndentation: false,
      wordBasedSuggestions: 'off',
      fixedOverflowWidgets: true,
      overviewRulerLanes: 0,
      lineNumbersMinChars: 3,
      glyphMargin: true,
      padding: { top: 8, bottom: 8 },
      renderLineHighlightOnlyWhenFocus: true,
      unicodeHighlight: { ambiguousCharacters: false },
    })
    const caret = readCaret()
    if (caret.offset > 0) view.setPosition(model.getPositionAt(caret.offset))
    if (caret.focused) view.focus()
    showMarkers(playground, model, store.getState().checkup)

    const unsubscribe = store.subscribe((state, previous) => {
      if (state.document.policy.text !== previous.document.policy.text) takeText(model, state.document.policy.text)
      if (state.checkup !== previous.checkup) showMarkers(playground, model, state.checkup)
      if (state.editorTarget !== null && state.editorTarget !== previous.editorTarget) {
        const position = model.getPositionAt(state.editorTarget.offset)
        view.setPosition(position)
        view.revealPositionInCenterIfOutsideViewport(position)
        view.focus()
      }
    })
    const disposables = [
      model.onDidChangeContent(() => store.getState().editPolicy(model.getValue())),
      view.onDidChangeCursorPosition(({ position }) => {
        onCaret({ offset: model.getOffsetAt(position), focused: view.hasTextFocus() })
      }),
      ...assist(playground, model),
      registerExplaining(playground),
      ...registerLinking(playground, view),
      ...registerStepping(playground, view, model),
      ...registerBreakpoints(playground, view, model),
      view,
      model,
    ]
    return () => {
      unsubscribe()
      for (const one of disposables) one.dispose()
    }
  }, [playground, readCaret, onCaret, language, assist])

  return <div ref={host} data-editor style={{ blockSize: '100%' }} />
}
