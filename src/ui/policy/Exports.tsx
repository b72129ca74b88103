// What leaves the page as files: the policy as complete BPF C, live beside the source, the scenario as JSON, and the whole document.

import { useEffect, useMemo, useState } from 'react'

import { runInputOf } from '../../state/engine.ts'
import { documentOnShow, scenarioOf } from '../../state/document.ts'
import { printDocument, printScenario } from '../../state/library.ts'
import type { ExportOutput } from '../../worker/protocol.ts'
import { AccountButton } from '../bottom/AccountButton.tsx'
import { Code } from '../parts/Code.tsx'
import { CopyButton } from '../parts/CopyButton.tsx'
import { downloadText, fileNameOf } from '../parts/files.ts'
import { Icon } from '../parts/Icon.tsx'
import { usePlayground, usePlaygroundState } from '../playground.ts'
import './Exports.css'

/** The export of the document as it is now; the last good one while a new one is made. */
function useExport(): ExportOutput | null {
  const { engine } = usePlayground()
  const document = usePlaygroundState((state) => state.document)
  const link = usePlaygroundState((state) => state.link)
  const [output, setOutput] = useState<ExportOutput | null>(null)
  useEffect(() => {
    let wanted = true
    async function ask() {
      const answer = await engine.request('export', {
        ...runInputOf(document),
        target: 'fmod_ret',
        link,
        title: document.title,
      })
      if (wanted && answer.status === 'done') setOutput(answer.output)
    }
    void ask()
    return () => {
      wanted = false
    }
  }, [engine, document, link])
  return output
}

export function ExportedC() {
  const output = useExport()
  const title = usePlaygroundState((state) => state.document.title)
  if (output === null) return <p className="empty">Printing the policy as BPF C…</p>
  const file = output.exported
  if (file === null)
    return <p className="empty">A policy with errors cannot be exported. The problems say what to mend.</p>
  return (
    <div className="export">
      <div className="export-bar">
        <code>{file.name}</code>
        <span className="spacer" />
        <CopyButton key={file.text} label="Copy" text={file.text} />
        <button type="button" onClick={() => downloadText(file.name, file.text)}>
          <Icon name="download" /> Download <span className="visually-hidden">{title}</span>
        </button>
      </div>
      <pre className="export-code" tabIndex={0} aria-label="Exported BPF C">
        <Code text={file.text} />
      </pre>
    </div>
  )
}

export function ScenarioJson() {
  const { store } = usePlayground()
  const scenario = usePlaygroundState((state) => scenarioOf(state.document))
  const text = useMemo(() => printScenario(scenario), [scenario])
  const name = fileNameOf(scenario.title)
  const downloadDocument = () => {
    const document = documentOnShow(store.getState())
    downloadText(`${fileNameOf(document.title)}.oom.json`, printDocument(document))
  }
  return (
    <div className="export">
      <div className="export-bar">
        <code>{name}.json</code>
        <span className="spacer" />
        <CopyButton key={text} label="Copy" text={text} />
        <button type="button" onClick={() => downloadText(`${name}.json`, text)}>
          <Icon name="download" /> Download
        </button>
        <button type="button" title="Policy, parameters, maps and scenario in one file" onClick={downloadDocument}>
          <Icon name="download" /> Whole document
        </button>
        <AccountButton />
      </div>
      <pre className="export-code" tabIndex={0} aria-label="Scenario as JSON">
        {text}
      </pre>
    </div>
  )
}
