// The policy as complete BPF C for a real kernel, live: it follows every key. A line that is pointed at here or in the editor is marked in
// both. The download is a folder with the loader.

import { useEffect, useId, useMemo, useRef, useState } from 'react'

import { EXPORT_TARGETS, type ExportTarget } from '../../backend/bpf-c/targets.ts'
import type { RunInput } from '../../simulator/trace/run.ts'
import { runInputOf } from '../../state/run-input.ts'
import type { ExportInput, ExportOutput } from '../../worker/protocol.ts'
import { Tokens, tokenizeLines } from '../parts/Code.tsx'
import { CopyButton } from '../parts/CopyButton.tsx'
import { downloadZip } from '../parts/files.ts'
import { Icon } from '../parts/Icon.tsx'
import { usePageWidth } from '../parts/useMedia.ts'
import { usePlayground, usePlaygroundState } from '../playground.ts'
import { useAnswer, type AskPlayground } from '../useAnswer.ts'
import { TARGET_WORDS } from '../words/targets.ts'
import './ExportedC.css'

type Exported = NonNullable<ExportOutput['exported']>

interface ExportQuestion {
  run: RunInput
  input: ExportInput
}

/** What the engine is asked to export: the document as it is now. */
function useExportQuestion(): ExportQuestion {
  const run = usePlaygroundState((state) => runInputOf(state.document))
  const title = usePlaygroundState((state) => state.document.title)
  const link = usePlaygroundState((state) => state.link)
  const target = usePlaygroundState((state) => state.exportTarget)
  return useMemo(() => ({ run, input: { target, link, title } }), [run, title, link, target])
}

const askExport: AskPlayground<ExportQuestion, ExportOutput> = ({ engine }, { run, input }, asking) =>
  engine.ask('export', run, input, asking)

export function ExportedC() {
  const question = useExportQuestion()
  const asked = useAnswer(question, askExport)
  // The last one stays while a new one is made.
  const output = asked.state === 'answered' ? asked.answer : asked.state === 'asking' ? asked.before : null
  const exported = output?.exported ?? null
  return (
    <div className="export">
      <Bar question={question} exported={exported} />
      {asked.state === 'failed' ? (
        <p className="empty">The engine failed, so there is no export. The next edit tries again.</p>
      ) : output === null ? (
        <p className="empty">Generating BPF C…</p>
      ) : exported === null ? (
        <p className="empty">A policy with errors cannot be exported. See Problems for what to fix.</p>
      ) : (
        <Lines exported={exported} />
      )}
    </div>
  )
}

function Bar({ question, exported }: { question: ExportQuestion; exported: Exported | null }) {
  const { engine } = usePlayground()
  const target = usePlaygroundState((state) => state.exportTarget)
  const chooseExportTarget = usePlaygroundState((state) => state.chooseExportTarget)
  const beside = usePlaygroundState((state) => state.exportBeside)
  const toggleExportBeside = usePlaygroundState((state) => state.toggleExportBeside)
  const narrow = usePageWidth() === 'narrow'
  const [failed, setFailed] = useState(false)

  async function download() {
    if (exported === null) return
    const answer = await engine.ask('exportFolder', question.run, question.input)
    const files = answer.status === 'done' ? answer.output : null
    setFailed(files === null)
    if (files !== null) await downloadZip(`${exported.name.replace(/\.bpf\.c$/, '')}-${target}`, files)
  }

  return (
    <>
      <div className="export-bar export-choice">
        <select
          aria-label="Export for"
          aria-describedby="export-line"
          value={target}
          onChange={(event) => chooseExportTarget(targetOf(event.target.value))}
        >
          {EXPORT_TARGETS.map((id) => (
            <option key={id} value={id}>
              {TARGET_WORDS[id].title}
            </option>
          ))}
        </select>
        {narrow ? null : (
          <button type="button" aria-pressed={beside} title="Show the C beside the editor" onClick={toggleExportBeside}>
            Beside
          </button>
        )}
        <CopyButton key={exported?.text} label="Copy" text={exported?.text ?? ''} />
        <button
          type="button"
          title="Download a .zip of the policy with a loader, a Makefile and a README"
          disabled={exported === null}
          onClick={() => void download()}
        >
          <Icon name="download" /> <span className="visually-hidden">Download </span>zip
        </button>
      </div>
      <p className="export-line" id="export-line" title={TARGET_WORDS[target].line}>
        {failed ? 'The .zip could not be made. ' : ''}
        {TARGET_WORDS[target].line}
      </p>
    </>
  )
}

const targetOf = (value: string): ExportTarget => EXPORT_TARGETS.find((id) => id === value) ?? 'fmod_ret'

/** The lines, each with the number of the policy's line that it shows. */
function Lines({ exported }: { exported: Exported }) {
  const lines = useMemo(() => tokenizeLines(exported.text), [exported.text])
  const linked = usePlaygroundState((state) => state.linkedLine)
  const pointAtLine = usePlaygroundState((state) => state.pointAtLine)
  const goToPolicy = usePlaygroundState((state) => state.goToPolicy)
  const policyText = usePlaygroundState((state) => state.document.policy.text)
  const frame = useRef<HTMLDivElement>(null)
  const base = useId()
  const active = linked === null ? -1 : exported.lines.indexOf(linked.line)

  // An effect: scrolling belongs to the DOM. Only what is pointed at in the editor is brought into view.
  useEffect(() => {
    if (linked?.at !== 'policy') return
    frame.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [linked])

  const goTo = (line: number) => goToPolicy(offsetOfLine(policyText, line))

  /** The arrows walk over the lines that show one of the policy's, Enter goes there. */
  function onKeyDown(event: React.KeyboardEvent) {
    if (event.key === 'Enter' && linked !== null) return goTo(linked.line)
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    const shown = [...new Set(exported.lines.filter((line) => line !== null))]
    const at = shown.findIndex((line) => line === linked?.line)
    const next = shown[at + (event.key === 'ArrowDown' ? 1 : -1)] ?? shown[at] ?? shown[0]
    if (next === undefined) return
    pointAtLine({ line: next, at: 'export' })
    const place = exported.lines.indexOf(next)
    frame.current?.children.item(place)?.scrollIntoView({ block: 'nearest' })
  }

  return (
    <div
      ref={frame}
      className="export-code export-lines"
      role="listbox"
      tabIndex={0}
      aria-activedescendant={active < 0 ? undefined : `${base}-${active}`}
      aria-label="Exported BPF C"
      onKeyDown={onKeyDown}
      onPointerLeave={() => {
        if (linked?.at === 'export') pointAtLine(null)
      }}
    >
      {lines.map((tokens, at) => {
        const from = exported.lines[at] ?? null
        return (
          <div
            key={at}
            id={`${base}-${at}`}
            className="export-row"
            role="option"
            tabIndex={-1}
            aria-selected={from !== null && from === linked?.line}
            // An option needs a name.
            aria-label={tokens.every(({ text }) => text.trim() === '') ? 'empty line' : undefined}
            data-added={from === null ? true : undefined}
            onPointerMove={from === null ? undefined : () => pointAtLine({ line: from, at: 'export' })}
            onClick={from === null ? undefined : () => goTo(from)}
          >
            <span className="export-number" aria-hidden>
              {from ?? ''}
            </span>
            <Tokens tokens={tokens} />
          </div>
        )
      })}
    </div>
  )
}

/** Where a line begins, counted from 1. */
function offsetOfLine(text: string, line: number): number {
  let at = 0
  for (let passed = 1; passed < line; passed++) {
    const end = text.indexOf('\n', at)
    if (end < 0) return at
    at = end + 1
  }
  return at
}
