// All stops of all rounds as one slider over a canvas: lanes for verdicts, points and changes, marks for victims, outcomes and a fault, and
// the cursor. A step moves the cursor and draws nothing anew.

import { memo, useMemo, useRef, useState } from 'react'

import type { Task } from '../../scenario/model.ts'
import type { Fault, RoundTrace } from '../../simulator/trace/trace.ts'
import { iterationAt, roundIndex } from '../../reading/iteration.ts'
import { cursorAt, runLine, stopOf, type Cursor } from '../../reading/rounds.ts'
import { victimOf } from '../../state/selectors.ts'
import { usePlaygroundState } from '../playground.ts'
import { formatEffect, formatTask } from '../../reading/decision.ts'
import { markOfOutcome } from '../words/marks.ts'
import { MarkShape, type MarkKind } from '../parts/Mark.tsx'
import { HEIGHT, LANES } from './draw.ts'
import { HitMarks } from './HitMarks.tsx'
import { Lanes } from './Lanes.tsx'
import { binRun } from './timeline.ts'
import './Timeline.css'

/** A short walk does not stretch over the whole width. */
const WIDEST_SLOT = 44
/** A page of the slider, as a share of all stops. */
const PAGE = 0.05
/** With more rounds than these there is no room for the number of each, and for a mark of its victim and outcome. */
const MAX_MARKED_ROUNDS = 24

const PlacedMark = ({ kind, x, y }: { kind: MarkKind; x: string; y: number }) => (
  <svg x={x} y={y} overflow="visible">
    <svg x="-6" y="0" width="12" height="12" viewBox="0 0 16 16">
      <MarkShape kind={kind} />
    </svg>
  </svg>
)

interface RunProps {
  rounds: readonly RoundTrace[]
  tasks: readonly Task[]
  fault: Fault | null
}

/** Victims, ends and borders of rounds, and the fault, in the places of their stops. */
const Marks = memo(function Marks({ rounds, tasks, fault }: RunProps) {
  const { starts, count } = runLine(rounds)
  const centre = (stop: number) => `${((stop + 0.5) / count) * 100}%`
  const marked = rounds.length > MAX_MARKED_ROUNDS ? [] : rounds
  return (
    <svg className="timeline-marks" width="100%" height={HEIGHT} aria-hidden>
      {starts.slice(1).map((start) => (
        <rect key={start} className="timeline-border" x={`${(start / count) * 100}%`} width="1" height={HEIGHT} />
      ))}
      {marked.map((round, index) => {
        const start = starts[index] ?? 0
        const victim = roundIndex(round, tasks).iterationOfTask[victimOf(round)] ?? -1
        const end = centre(start + round.iterations.length)
        return (
          <g key={index}>
            {victim === -1 ? null : <PlacedMark kind="victim" x={centre(start + victim)} y={1} />}
            <PlacedMark kind={markOfOutcome(round.outcome)} x={end} y={LANES.marks + LANES.verdict - 6} />
            {rounds.length < 2 ? null : (
              <text className="timeline-round" x={end} y={HEIGHT - 1} textAnchor="middle">
                {index + 1}
              </text>
            )}
          </g>
        )
      })}
      {fault === null ? null : (
        <rect
          className="timeline-fault"
          x={centre(stopOf(rounds, { round: fault.round, iteration: fault.iteration }))}
          width="2"
          height={HEIGHT}
        />
      )}
    </svg>
  )
})

function formatStop(rounds: readonly RoundTrace[], tasks: readonly Task[], cursor: Cursor): string {
  const round = rounds[cursor.round]
  const lead = rounds.length < 2 ? '' : `Round ${cursor.round + 1} of ${rounds.length}, `
  const at = round === undefined || cursor.iteration === null ? null : iterationAt(round.iterations, cursor.iteration)
  if (round === undefined || at === null) return lead === '' ? 'Result' : `${lead}result`
  const step = `step ${at.index + 1} of ${round.iterations.length}: ${formatTask(tasks[at.task])}, ${formatEffect(at)}`
  return lead === '' ? `S${step.slice(1)}` : lead + step
}

/** Calls back with the newest place of the pointer, at most once a frame: a mouse reports more often than the page can show. */
function useOncePerFrame(show: (clientX: number) => void): (clientX: number) => void {
  const newest = useRef<number | null>(null)
  return (clientX) => {
    const isAsked = newest.current !== null
    newest.current = clientX
    if (isAsked) return
    requestAnimationFrame(() => {
      const at = newest.current
      newest.current = null
      if (at !== null) show(at)
    })
  }
}

export function Timeline({ rounds, tasks, fault }: RunProps) {
  const seekStop = usePlaygroundState((state) => state.seekStop)
  const cursor = usePlaygroundState((state) => state.cursor)
  const [pointed, setPointed] = useState<number | null>(null)
  const slider = useRef<HTMLDivElement>(null)
  const bins = useMemo(() => binRun(rounds, tasks), [rounds, tasks])
  const { count } = runLine(rounds)
  const stop = stopOf(rounds, cursor)
  const last = count - 1

  const stopAt = (clientX: number): number => {
    const box = slider.current?.getBoundingClientRect()
    return box === undefined ? 0 : Math.max(0, Math.min(last, Math.floor(((clientX - box.left) / box.width) * count)))
  }
  const seekSoon = useOncePerFrame((clientX) => seekStop(stopAt(clientX)))
  const pointSoon = useOncePerFrame((clientX) => setPointed(stopAt(clientX)))

  function onKeyDown(event: React.KeyboardEvent) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const page = Math.max(2, Math.round(count * PAGE))
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: stop + 1,
      ArrowUp: stop + 1,
      ArrowLeft: stop - 1,
      ArrowDown: stop - 1,
      PageUp: stop + page,
      PageDown: stop - page,
      Home: 0,
      End: last,
    }
    const target = targets[event.key]
    if (target === undefined) return
    event.preventDefault()
    event.stopPropagation()
    seekStop(target)
  }

  return (
    <div
      ref={slider}
      className="timeline"
      style={{ maxInlineSize: Math.max(160, count * WIDEST_SLOT), blockSize: HEIGHT }}
      role="slider"
      tabIndex={0}
      aria-label="Step"
      aria-valuemin={1}
      aria-valuemax={count}
      aria-valuenow={stop + 1}
      aria-valuetext={formatStop(rounds, tasks, cursor)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        seekStop(stopAt(event.clientX))
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) seekSoon(event.clientX)
        else if (event.pointerType === 'mouse') pointSoon(event.clientX)
      }}
      onPointerLeave={() => setPointed(null)}
    >
      <div
        className="timeline-cursor"
        style={{ insetInlineStart: `${(stop / count) * 100}%`, inlineSize: `${100 / count}%` }}
      />
      <Lanes bins={bins} />
      <Marks rounds={rounds} tasks={tasks} fault={fault} />
      <HitMarks bins={bins} />
      {pointed === null || pointed > last ? null : (
        <div
          className="timeline-pointed"
          data-side={pointed * 2 > count ? 'before' : 'after'}
          style={{ insetInlineStart: `${((pointed + 0.5) / count) * 100}%` }}
          aria-hidden
        >
          <span>{formatStop(rounds, tasks, cursorAt(rounds, pointed))}</span>
        </div>
      )}
    </div>
  )
}
