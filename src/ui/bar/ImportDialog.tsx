// Import: a file that is picked, or a text that is pasted. Dropping and pasting anywhere on the page do the same (intake.ts).

import { useState } from 'react'

import { IMPORTER_NAMES } from '../../scenario/import/importers.ts'
import { openFile, openText } from '../../state/keepers/open.ts'
import { CopyButton } from '../parts/CopyButton.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { usePlayground } from '../playground.ts'
import './ImportDialog.css'

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Where the page keeps the script, from wherever the page was copied to. */
const scriptAddress = (): string => new URL('oom-snapshot.sh', document.baseURI).href

/** The one command that a person runs on a live machine. */
function SnapshotHelp() {
  const command = `curl -s ${scriptAddress()} | sh > snapshot.txt`
  return (
    <section className="import-snapshot" aria-label="Live machine">
      <h3>A live machine</h3>
      <p className="faint">
        This reads /proc and the cgroup tree. It needs no root, changes nothing and sends nothing. Then open
        snapshot.txt here. If the machine has no network, <a href="oom-snapshot.sh">save the script</a> and copy it
        over.
      </p>
      <div className="import-command">
        <code>{command}</code>
        <CopyButton label="Copy" text={command} />
      </div>
    </section>
  )
}

export default function ImportDialog({ onClose }: { onClose: () => void }) {
  const playground = usePlayground()
  const [text, setText] = useState('')

  function pick(file: File | undefined) {
    if (file === undefined) return
    onClose()
    void openFile(playground, file)
  }
  function openPasted() {
    onClose()
    void openText(playground, 'The pasted text', text)
  }
  return (
    <Dialog title="Import" onClose={onClose}>
      <p>
        {capitalised(IMPORTER_NAMES)}. Nothing leaves this browser. You can also drop a file anywhere on the page, or
        paste while you are not typing text.
      </p>
      <label className="import-file">
        A file
        <input type="file" onChange={(event) => pick(event.target.files?.[0])} />
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
        <button type="button" className="primary" disabled={text.trim() === ''} onClick={openPasted}>
          Open the text
        </button>
      </div>
      <SnapshotHelp />
    </Dialog>
  )
}
