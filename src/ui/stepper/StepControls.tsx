// What a step is, a task or a statement, and the steps that only statements have: over a call, out of it, and back.

import { selectStepped } from '../../state/slices/stepper.ts'
import { STEP_UNITS, type StepUnit } from '../../state/shape/stepper.ts'
import type { StatementStep } from '../../reading/statements.ts'
import { Icon, type IconName } from '../parts/Icon.tsx'
import { usePlaygroundState } from '../playground.ts'
import { formatCount } from '../../scenario/amounts.ts'
import './StepControls.css'

const UNITS: Readonly<Record<StepUnit, { title: string; hint: string }>> = {
  task: { title: 'Process', hint: 'A step is one process that the kernel evaluates' },
  statement: { title: 'Statement', hint: 'A step is one statement of the policy or of the kernel’s code' },
}

const STEPS: readonly { step: StatementStep; label: string; key: string; icon: IconName }[] = [
  { step: 'over-back', label: 'Back over the call', key: 'Shift+O', icon: 'over-back' },
  { step: 'over', label: 'Over the call', key: 'O', icon: 'over' },
  { step: 'out', label: 'Out of the function', key: 'X', icon: 'out' },
]

export function StepUnitSwitch() {
  const unit = usePlaygroundState((state) => state.stepUnit)
  const chooseStepUnit = usePlaygroundState((state) => state.chooseStepUnit)
  const nothing = usePlaygroundState((state) => state.run.phase === 'none')
  return (
    <div className="step-unit" role="group" aria-label="A step is">
      {STEP_UNITS.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={unit === one}
          title={`${UNITS[one].hint} (U)`}
          disabled={nothing}
          onClick={() => chooseStepUnit(one)}
        >
          {UNITS[one].title}
        </button>
      ))}
    </div>
  )
}

export function StatementSteps() {
  const unit = usePlaygroundState((state) => state.stepUnit)
  const stepped = usePlaygroundState(selectStepped)
  const stepStatement = usePlaygroundState((state) => state.stepStatement)
  if (unit === 'task') return null
  return (
    <div className="statement-steps">
      {STEPS.map(({ step, label, key, icon }) => (
        <button
          key={step}
          type="button"
          className="quiet"
          aria-label={label}
          title={`${label} (${key})`}
          disabled={stepped === null}
          onClick={() => stepStatement(step)}
        >
          <Icon name={icon} />
        </button>
      ))}
      <output className="statement-number" aria-label="Statement">
        {stepped === null || stepped.recording.site.length === 0
          ? 'statement …'
          : `statement ${formatCount(stepped.at + 1)} of ${formatCount(stepped.recording.site.length)}`}
      </output>
    </div>
  )
}
