// The keys of a command, drawn as keys.

import { isApple, keysOf } from './chord.ts'
import type { CommandKey } from './command.ts'
import './Keys.css'

export const Chord = ({ chord }: { chord: string }) => (
  <span className="chord">
    {keysOf(chord, isApple()).map((key) => (
      <kbd key={key}>{key}</kbd>
    ))}
  </span>
)

/** All keys of a command; those of the editor say so. */
export const Keys = ({ keys }: { keys: readonly CommandKey[] }) =>
  keys.map(({ chord, where }) => (
    <span key={chord} className="command-key">
      <Chord chord={chord} />
      {where === 'editor' ? <span className="faint"> in the editor</span> : null}
    </span>
  ))
