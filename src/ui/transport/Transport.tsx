// The transport: stepping, playing and the timeline. Always in sight; its keys are commands (commands/steps.ts).

import { useEffect } from 'react'

import { pace, SPEEDS, type Step } from '../../state/playback.ts'
import { finishedRun, isStale } from '../../state/run-state.ts'
import { selectPosition, selectRound, selectRounds, selectVictimStop } from '../../state/selectors.ts'
import { runLine } from '../../reading/rounds.ts'
import { Icon, type IconName } from '../parts/Icon.tsx'
import { usePlayground, usePlaygroundState } from '../playground.ts'
import { StatementSteps, StepUnitSwitch } from '../stepper/StepControls.tsx'
import { formatCount, plural } from '../../scenario/amounts.ts'
import { HEIGHT, LANES } from './draw.ts'
import { Timeline } from './Timeline.tsx'
import './Transport.css'

interface StepButton {
  step: Step
  label: string
  key: string
  icon: IconName
}

const BEFORE: readonly StepButton[] = [
  { step: 'first', label: 'First step', key: 'Home', icon: 'first' },
  { step: 'previous-change', label: 'Previous change of the chosen process', key: 'Shift+←', icon: 'previous-change' },
  { step: 'previous', label: 'Previous step', key: '←', icon: 'previous' },
]
const AFTER: readonly StepButton[] = [
  { step: 'next', label: 'Next step', key: '→', icon: 'next' },
  { step: 'next-change', label: 'Next change of the chosen process', key: 'Shift+→', icon: 'next-change' },
  { step: 'last', label: 'Result', key: 'End', icon: 'last' },
]

/** Owns the timer of playback; where a tick leads is the store's to say. */
function usePlayback(length: number) {
  const { store } = usePlayground()
  const playing = usePlaygroundState((state) => state.playing)
  const speed = usePlaygroundState((state) => state.settings.speed)
  useEffect(() => {
    if (!playing) return
    const { intervalMs, stride } = pace(speed, length)
    const timer = setInterval(() => store.getState().playOn(stride), intervalMs)
    return () => clearInterval(timer)
  }, [playing, speed, length, store])
}

/** What the lanes of the timeline show, each name beside its lane. */
const LaneNames = () => (
  <ul className="timeline-names" aria-label="Lanes of the timeline">
    <li style={{ insetBlockStart: LANES.marks }} title="The kernel’s or the policy’s verdict on each process">
      verdict
    </li>
    <li
      style={{ insetBlockStart: LANES.marks + LANES.verdict + LANES.gap }}
      title="oom_badness() of each process; the line is oc->chosen_points where known"
    >
      points
    </li>
    <li style={{ insetBlockStart: HEIGHT - LANES.changes - 3 }} title="Where oc->chosen changed">
      chosen
    </li>
  </ul>
)

export function Transport() {
  const finished = usePlaygroundState((state) => finishedRun(state.run))
  const round = usePlaygroundState(selectRound)
  const roundNumber = usePlaygroundState((state) => state.cursor.round)
  const position = usePlaygroundState(selectPosition)
  const stale = usePlaygroundState((state) => isStale(state.run))
  const playing = usePlaygroundState((state) => state.playing)
  const speed = usePlaygroundState((state) => state.settings.speed)
  const step = usePlaygroundState((state) => state.step)
  const seekStop = usePlaygroundState((state) => state.seekStop)
  const victim = usePlaygroundState(selectVictimStop)
  const togglePlay = usePlaygroundState((state) => state.togglePlay)
  const chooseSpeed = usePlaygroundState((state) => state.chooseSpeed)
  const length = round?.iterations.length ?? 0
  const rounds = usePlaygroundState(selectRounds)
  const last = Math.max(0, runLine(rounds).count - 1)
  usePlayback(last)

  const button = ({ step: which, label, key, icon }: StepButton) => (
    <button
      key={which}
      type="button"
      className="quiet"
      aria-label={label}
      title={`${label} (${key})`}
      disabled={last === 0}
      onClick={() => step(which)}
    >
      <Icon name={icon} />
    </button>
  )
  return (
    <section className="transport" aria-label="Steps" data-stale={stale}>
      <div className="transport-buttons">
        {BEFORE.map(button)}
        <button
          type="button"
          className="quiet"
          aria-label={playing ? 'Pause' : 'Play'}
          title={`${playing ? 'Pause' : 'Play'} (Space)`}
          disabled={last === 0}
          onClick={togglePlay}
        >
          <Icon name={playing ? 'pause' : 'play'} />
        </button>
        {AFTER.map(button)}
        <button
          type="button"
          className="quiet"
          aria-label="Go to the victim"
          title={victim === null ? 'Nobody dies in this run' : 'Go to the victim (V)'}
          disabled={victim === null}
          onClick={() => {
            if (victim !== null) seekStop(victim)
          }}
        >
          <Icon name="victim" />
        </button>
      </div>
      <StepUnitSwitch />
      <StatementSteps />
      <output className="transport-step" data-rounds={rounds.length > 1 ? 'several' : 'one'} aria-live="off">
        {rounds.length < 2 ? null : (
          <>
            round <b>{roundNumber + 1}</b> of {rounds.length},{' '}
          </>
        )}
        {position < length ? (
          <>
            step <b>{formatCount(position + 1)}</b> of {formatCount(length)}
          </>
        ) : (
          <>
            <b>Result</b> ({plural(length, 'step')})
          </>
        )}
      </output>
      {finished === null || rounds.length === 0 ? (
        <div className="timeline" />
      ) : (
        <>
          <LaneNames />
          <Timeline rounds={rounds} tasks={finished.input.scenario.tasks} fault={finished.result.fault} />
        </>
      )}
      <label className="transport-speed">
        <span className="visually-hidden">Steps per second</span>
        <select value={speed} title="Steps per second" onChange={(event) => chooseSpeed(Number(event.target.value))}>
          {SPEEDS.map((one) => (
            <option key={one} value={one}>
              {one}/s
            </option>
          ))}
        </select>
      </label>
    </section>
  )
}
