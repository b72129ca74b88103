// Notices: what the person must know and can put away.

import { CopyButton } from '../parts/CopyButton.tsx'
import { Icon } from '../parts/Icon.tsx'
import { usePlayground, usePlaygroundState } from '../playground.ts'

/** More sentences than these are folded away, so that a notice never takes the page. */
const MAX_SHOWN = 3

function Details({ texts }: { texts: readonly string[] }) {
  if (texts.length === 0) return null
  const list = (
    <ul>
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
  if (texts.length <= MAX_SHOWN) return list
  return (
    <details>
      <summary>{texts.length} remarks</summary>
      {list}
    </details>
  )
}

export function Notices() {
  const { act } = usePlayground()
  const notices = usePlaygroundState((state) => state.notices)
  const dismissNotice = usePlaygroundState((state) => state.dismissNotice)
  return (
    <div className="notices" role="region" aria-label="Notices" aria-live="polite">
      {notices.map(({ id, tone, text, details, action }) => (
        <div key={id} className={`notice notice-${tone}`}>
          <Icon name={tone === 'warning' ? 'warning' : 'hint'} />
          <div>
            <p>{text}</p>
            <Details texts={details ?? []} />
          </div>
          {action === undefined ? null : action.kind === 'copy' ? (
            <CopyButton label={action.label} text={action.text} />
          ) : (
            <button type="button" onClick={() => act(action)}>
              {action.label}
            </button>
          )}
          <button type="button" className="quiet" aria-label="Dismiss" onClick={() => dismissNotice(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  )
}
