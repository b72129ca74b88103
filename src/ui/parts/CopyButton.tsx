// A button that copies a text and says so.

import { useState } from 'react'

import { copyText } from './files.ts'
import { Icon } from './Icon.tsx'

export function CopyButton({ label, text }: { label: string; text: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle')
  async function copy() {
    setState((await copyText(text)) ? 'copied' : 'refused')
  }
  return (
    <button type="button" onClick={() => void copy()} onBlur={() => setState('idle')}>
      <Icon name="copy" />
      <span aria-live="polite">
        {state === 'copied' ? 'Copied' : state === 'refused' ? 'The browser refused' : label}
      </span>
    </button>
  )
}
