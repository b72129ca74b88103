// Import: a file that is picked, or a text that is pasted. Dropping and pasting anywhere on the page do the same (intake.ts).

import { useState } from 'react'

import { openText } from '../../state/open.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { usePlayground } from '../playground.ts'

export default function ImportDialog({ onClose }: { onClose: () => void }) {
  const { store } = usePlayground()
  const [text, setText] = useState('')

  async function openFile(file: File | undefined) {
    if (file === undefined) return
    await openText(store, file.name, await file.text())
    onClose()
  }
  async function openPasted() {
    await openText(store, 'The pasted text', text)
    onClose()
  }
  return (
    <Dialog title="Import" onClose={onClose}>
      <p>
        A policy in BPF C, a scenario or a whole document in JSON, or a link. Nothing leaves this browser. You can also
        drop a file anywhere on the page, or paste when no text field is open.
      </p>
      <label className="import-file">
        A file
        <input type="file" accept=".c,.h,.json,.txt" onChange={(event) => void openFile(event.target.files?.[0])} />
      </label>
      <label className="import-text">
        or a text
        <textarea
          className="mono"
          rows={8}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <div className="dialog-actions">
        <button type="button" className="primary" disabled={text.trim() === ''} onClick={() => void openPasted()}>
          Open the text
        </button>
      </div>
    </Dialog>
  )
}
