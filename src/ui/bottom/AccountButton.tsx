// Downloads the account of the run on show in Markdown, for a post-mortem.

import { selectFinished } from '../../state/selectors.ts'
import { downloadText, fileNameOf } from '../parts/files.ts'
import { Icon } from '../parts/Icon.tsx'
import { usePlayground } from '../playground.ts'

export function AccountButton() {
  const { engine, store } = usePlayground()
  async function download() {
    const finished = selectFinished(store.getState())
    if (finished === null) return
    const { title } = store.getState().document
    const answer = await engine.ask('account', finished.input, { title })
    if (answer.status === 'done' && answer.output !== null) downloadText(`${fileNameOf(title)}.md`, answer.output)
  }
  return (
    <button
      type="button"
      title="Machine, policy, decision, reasons and the kernel report as Markdown"
      onClick={() => void download()}
    >
      <Icon name="download" /> Report (Markdown)
    </button>
  )
}
