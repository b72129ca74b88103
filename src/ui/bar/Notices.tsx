// Notices: what the person must know and can put away.

import { Icon } from '../parts/Icon.tsx'
import { usePlayground, usePlaygroundState } from '../playground.ts'

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
            {details === undefined || details.length === 0 ? null : (
              <ul>
                {details.map((detail) => (
                  <li key={detail}>{detail}</li>
                ))}
              </ul>
            )}
          </div>
          {action === undefined ? null : (
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
