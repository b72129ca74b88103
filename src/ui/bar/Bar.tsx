// The bar: name, title, gallery, import, export, share, settings, help; and the status of the run, spoken by screen readers.

import { useState } from 'react'

import type { RunState } from '../../state/shape/run.ts'
import { copyText } from '../parts/files.ts'
import { Icon } from '../parts/Icon.tsx'
import { Mark } from '../parts/Mark.tsx'
import { useOnline } from '../parts/useOnline.ts'
import { usePlaygroundState } from '../playground.ts'
import { plural } from '../../scenario/amounts.ts'
import { formatLinkLength } from '../words/link.ts'
import { formatStatus } from '../../reading/outcome.ts'
import { UndoButtons } from './UndoButtons.tsx'
import './Bar.css'

function formatRun(run: RunState): string {
  switch (run.phase) {
    case 'none':
      return 'Starting'
    case 'running':
      return 'Running'
    case 'done':
      return formatStatus(run.finished.result, run.finished.input.scenario)
    case 'failed':
      switch (run.reason.kind) {
        case 'errors':
          return `Not run: ${plural(run.reason.count, 'error')} in the policy`
        case 'crashed':
          return `An error in the playground: ${run.reason.message}`
        case 'hung':
          return 'Stopped: the engine did not respond'
        case 'empty':
          return 'Not run: this machine has no processes'
        case 'held-back':
          return 'Not run: this policy made the engine hang before'
      }
  }
}

function Status() {
  const run = usePlaygroundState((state) => state.run)
  // While an edit is being run the last words stay: a status that flickers says nothing.
  const [said, setSaid] = useState({ run, text: formatRun(run) })
  if (said.run !== run && (run.phase !== 'running' || run.previous === null)) setSaid({ run, text: formatRun(run) })
  const failed = run.phase === 'failed'
  return (
    <div role="status" aria-label="Run" className="status" data-failed={failed} title={said.text}>
      {said.text}
    </div>
  )
}

/** `94 characters`; a phone shows the number alone, with the word for whoever listens. */
function Count({ text }: { text: string }) {
  const [number = '', ...words] = text.split(' ')
  return (
    <span>
      {number}
      <span className="share-unit"> {words.join(' ')}</span>
    </span>
  )
}

function Share() {
  const link = usePlaygroundState((state) => state.link)
  const isOwnMachine = usePlaygroundState((state) => state.document.scenario.kind === 'inline')
  const maskLink = usePlaygroundState((state) => state.maskLink)
  const chooseMaskLink = usePlaygroundState((state) => state.chooseMaskLink)
  const namesLeft = usePlaygroundState((state) => state.namesLeft)
  const askedLeftOut = usePlaygroundState((state) => state.askedLeftOut)
  const tooLarge = usePlaygroundState((state) => state.tooLargeForLink)
  const notify = usePlaygroundState((state) => state.notify)
  const [shared, setShared] = useState<{ link: string; copied: boolean } | null>(null)
  async function share(text: string) {
    setShared({ link: text, copied: await copyText(text) })
    if (namesLeft.length > 0)
      notify({
        id: 'names-left',
        tone: 'warning',
        text: 'The policy’s text, and so the link, still contains these names:',
        details: namesLeft,
      })
    if (askedLeftOut > 0)
      notify({
        id: 'asked-left-out',
        tone: 'warning',
        text: `${plural(askedLeftOut, 'breakpoint or watch', 'breakpoints and watches')} with names of the machine could not be masked, so the link leaves them out.`,
      })
  }
  const length = link === null ? null : formatLinkLength(link.length)
  const current = shared !== null && shared.link === link ? shared : null
  return (
    <div className="share">
      {isOwnMachine ? (
        <label className="share-mask" title="Mask names, pids and cgroup paths in the link">
          <input
            type="checkbox"
            role="switch"
            aria-checked={maskLink}
            aria-label="Mask names, pids and cgroup paths in the link"
            checked={maskLink}
            onChange={(event) => chooseMaskLink(event.target.checked)}
          />{' '}
          <span aria-hidden>Mask names</span>
        </label>
      ) : null}
      <button
        type="button"
        className="primary"
        disabled={link === null}
        title={
          tooLarge
            ? 'This machine has too many processes for a link. Download the whole document under Export and share the file.'
            : `Copies a link that opens this policy, machine, step and tab${length === null ? '' : `; it ${length.fits}`}`
        }
        onClick={() => {
          if (link !== null) void share(link)
        }}
      >
        <Icon name="link" />
        <span aria-live="polite">{current?.copied === true ? 'Link copied' : 'Copy link'}</span>
        <span className="share-length">
          {length === null ? tooLarge ? 'too large for a link' : '…' : <Count text={length.count} />}
          {length === null ? null : <span className="share-fits">{length.fits}</span>}
        </span>
      </button>
      {current?.copied === false ? (
        <label className="share-manual">
          The browser did not allow copying. The link:
          <input readOnly value={current.link} onFocus={(event) => event.target.select()} />
        </label>
      ) : null}
    </div>
  )
}

function SettingsButton() {
  const theme = usePlaygroundState((state) => state.settings.theme)
  const openDialog = usePlaygroundState((state) => state.openDialog)
  return (
    <button
      type="button"
      className="quiet"
      aria-label="Settings"
      title="Theme and other settings"
      onClick={() => openDialog('settings')}
    >
      <Icon name={`theme-${theme}`} />
    </button>
  )
}

const Offline = () =>
  useOnline() ? null : (
    <span className="bar-offline" title="You are offline. Everything still works: this page needs no network.">
      Offline
    </span>
  )

export function Bar() {
  const title = usePlaygroundState((state) => state.document.title)
  const renameDocument = usePlaygroundState((state) => state.renameDocument)
  const openDialog = usePlaygroundState((state) => state.openDialog)
  const openPolicyTab = usePlaygroundState((state) => state.openPolicyTab)
  return (
    <header className="bar-top">
      <h1>
        <Mark kind="select" /> OOM Policy Playground
      </h1>
      <nav aria-label="Document">
        <button type="button" onClick={() => openDialog('gallery')}>
          <Icon name="gallery" /> <span>Gallery</span>
        </button>
        <button type="button" onClick={() => openDialog('import')}>
          <Icon name="import" /> <span>Import</span>
        </button>
        <button type="button" onClick={() => openPolicyTab('export')}>
          <Icon name="export" /> <span>Export</span>
        </button>
      </nav>
      <input
        className="bar-title"
        aria-label="Title"
        value={title}
        spellCheck={false}
        maxLength={120}
        onChange={(event) => renameDocument(event.target.value)}
      />
      <Offline />
      <UndoButtons />
      <Status />
      <Share />
      <SettingsButton />
      <button type="button" className="quiet" aria-label="Help" title="Help (?)" onClick={() => openDialog('help')}>
        <Icon name="help" />
      </button>
    </header>
  )
}
