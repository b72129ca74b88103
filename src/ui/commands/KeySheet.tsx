// The sheet of keys: every command that has one, by group, and the keys of the editor.

import { Dialog } from '../parts/Dialog.tsx'
import { everywhere, GROUPS, type CommandKey } from './command.ts'
import { COMMANDS } from './index.ts'
import { Keys } from './Keys.tsx'
import './KeySheet.css'

interface Row {
  title: string
  keys: readonly CommandKey[]
}

/** What the editor does by itself. */
const EDITOR_ROWS: readonly Row[] = [
  { title: 'Tab leaves the editor, or indents again', keys: [everywhere('Mod+m')] },
  { title: 'Completions', keys: [everywhere('Mod+Space')] },
  { title: 'Fixes for the problem at the caret', keys: [everywhere('Mod+.')] },
]

const Rows = ({ title, rows }: { title: string; rows: readonly Row[] }) => (
  <section className="key-group" aria-label={title}>
    <h3>{title}</h3>
    <table>
      <tbody>
        {rows.map((row) => (
          <tr key={row.title}>
            <th scope="row">{row.title}</th>
            <td>
              <Keys keys={row.keys} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)

export default function KeySheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <p className="faint">Single keys work while you are not typing text.</p>
      <div className="key-sheet">
        {GROUPS.map((group) => {
          const rows = COMMANDS.filter((command) => command.group === group && command.keys.length > 0)
          return rows.length === 0 ? null : <Rows key={group} title={group} rows={rows} />
        })}
        <Rows title="In the editor" rows={EDITOR_ROWS} />
      </div>
    </Dialog>
  )
}
