// A modal dialog on the browser's own <dialog>: focus stays inside, Escape and the backdrop close it.

import { useId, useLayoutEffect, useRef } from 'react'

import { Icon } from './Icon.tsx'

interface Props {
  title: string
  /** For a few lines, or for lists. */
  size?: 'small' | 'large'
  onClose: () => void
  children: React.ReactNode
}

export function Dialog({ title, size = 'large', onClose, children }: Props) {
  const element = useRef<HTMLDialogElement>(null)
  const titleId = useId()

  // A layout effect: it closes before the element is gone, so that the browser gives the focus back to where it was.
  useLayoutEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])

  return (
    <dialog
      ref={element}
      className={`dialog dialog-${size}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onPointerDown={(event) => {
        if (event.target === element.current) onClose()
      }}
    >
      <header>
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="quiet" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {/* It scrolls, so the keyboard must be able to reach it. */}
      <div className="dialog-body" tabIndex={0} role="group" aria-labelledby={titleId}>
        {children}
      </div>
    </dialog>
  )
}
