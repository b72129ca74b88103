// Files dropped anywhere and texts pasted where nothing else takes them.

import { useEffect } from 'react'

import { openFile, openText } from '../state/keepers/open.ts'
import { usePlayground } from './playground.ts'

const takesText = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, [contenteditable], [data-editor]') !== null

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

export function useIntake(): void {
  const playground = usePlayground()
  useEffect(() => {
    const onDragOver = (event: DragEvent) => {
      if (holdsFiles(event)) event.preventDefault()
    }
    const onDrop = (event: DragEvent) => {
      const file = event.dataTransfer?.files[0]
      if (file === undefined) return
      event.preventDefault()
      event.stopPropagation()
      void openFile(playground, file)
    }
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (takesText(event.target) || text.trim() === '') return
      event.preventDefault()
      void openText(playground, 'The pasted text', text)
    }
    // In the capture phase, so that the editor does not take a dropped file as text.
    document.addEventListener('dragover', onDragOver)
    document.addEventListener('drop', onDrop, { capture: true })
    document.addEventListener('paste', onPaste)
    return () => {
      document.removeEventListener('dragover', onDragOver)
      document.removeEventListener('drop', onDrop, { capture: true })
      document.removeEventListener('paste', onPaste)
    }
  }, [playground])
}
