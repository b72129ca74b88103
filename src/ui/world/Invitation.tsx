// What to try first: stands under the outcome as long as the sample is as it came.

import { SAMPLE } from '../../state/slices/document.ts'
import { usePlaygroundState } from '../playground.ts'
import './Invitation.css'

/** The number that the sample spares, and the one that saves today's victim. It is in the text of the sample. */
const SPARED = '812'
const VICTIM = { comm: 'stress-ng', pid: '1400' }

export function Invitation() {
  const untouched = usePlaygroundState((state) => state.document === SAMPLE)
  const goToPolicy = usePlaygroundState((state) => state.goToPolicy)
  const togglePlay = usePlaygroundState((state) => state.togglePlay)
  const { text } = SAMPLE.policy
  const offset = text.indexOf(SPARED)
  if (!untouched || offset === -1) return null
  const line = text.slice(0, offset).split('\n').length
  return (
    <div className="headline-invitation">
      <p>
        Save {VICTIM.comm}: in line {line}, change {SPARED} to {VICTIM.pid}.
      </p>
      <button type="button" onClick={() => goToPolicy(offset)}>
        Go to line {line}
      </button>
      <button type="button" onClick={togglePlay}>
        Watch the walk
      </button>
    </div>
  )
}
