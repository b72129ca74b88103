// What leaves the page as files: the scenario as JSON, and the whole document.

import { useMemo } from 'react'

import { scenarioOf } from '../../state/slices/document.ts'
import { selectShown } from '../../state/shown.ts'
import { printDocument } from '../../share/file.ts'
import { printScenario } from '../../scenario/print.ts'
import { AccountButton } from '../bottom/AccountButton.tsx'
import { CopyButton } from '../parts/CopyButton.tsx'
import { downloadText, fileNameOf } from '../parts/files.ts'
import { Icon } from '../parts/Icon.tsx'
import { usePlayground, usePlaygroundState } from '../playground.ts'
import './Exports.css'

export function ScenarioJson() {
  const { store } = usePlayground()
  const scenario = usePlaygroundState((state) => scenarioOf(state.document))
  const text = useMemo(() => printScenario(scenario), [scenario])
  const name = fileNameOf(scenario.title)
  const downloadDocument = () => {
    const document = selectShown(store.getState())
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
        <button
          type="button"
          title="Policy, parameters, maps, machine and tests in one file"
          onClick={downloadDocument}
        >
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
