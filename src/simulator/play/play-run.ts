// Plays a whole run: round after round, until the failed allocation is served, its task dies, nobody is left, the kernel panics, or
// nothing more is to be expected. It decides when to stop; what a round does is in `rounds.ts`.

import type { OomEvent } from '../../scenario/model.ts'
import type { OomMachine, PlayedRound } from './rounds.ts'
import type { RoundTrace, RunEnd, RunResult } from '../trace/trace.ts'

/** No run has more rounds. A policy that counts gets its chance; one that never gives in is told from one that does. */
export const MAX_ROUNDS = 64
/** Rows that the rounds of a run may leave together, iterations and entries of maps: what a page can be expected to show and keep. */
const MAX_ROWS = 2 ** 22
/** IR operations of the policy's programs after which no further round is begun: a few seconds. */
const MAX_INSTRUCTIONS = 2 ** 27

/** Plays the machine to its end. */
export function playRun(machine: OomMachine, oom: OomEvent): RunResult {
  const rounds: RoundTrace[] = []
  const play = playRounds(machine, oom)
  for (;;) {
    const { value, done } = play.next()
    if (done !== true) rounds.push(value.trace)
    else return { rounds, fault: value.fault, outcome: outcomeOf(rounds, value.trace), end: value.end }
  }
}

/** Plays round after round; gives each as it is played, and at last the last one with the reason why no other follows. */
export function* playRounds(
  machine: OomMachine,
  oom: OomEvent,
): Generator<PlayedRound, PlayedRound & { end: RunEnd }, void> {
  let rounds = 0
  let rows = 0
  let instructions = 0
  for (;;) {
    const played = machine.playRound()
    const { trace } = played
    yield played
    rounds++
    rows += trace.iterations.length + trace.maps.reduce((sum, map) => sum + map.entries.length, 0)
    instructions += trace.iterations.instructions.reduce((sum, cost) => sum + cost, 0)
    const isFull = rounds >= MAX_ROUNDS || rows >= MAX_ROWS || instructions >= MAX_INSTRUCTIONS
    const end = endOf(played, oom) ?? (isFull ? endOfFull(played, rounds) : null)
    if (end !== null) return { ...played, end }
  }
}

/** Why the run ends with this round; null when another follows. */
function endOf({ trace, fault, progressed, served, invokerDies }: PlayedRound, oom: OomEvent): RunEnd | null {
  if (fault !== null) return 'fault'
  if (trace.outcome === 'panic') return 'panic'
  if (oom.order === -1) return 'sysrq'
  if (invokerDies) return 'invoker-dies'
  if (served) return 'served'
  if (trace.scope.kind === 'memcg' && trace.outcome === 'nobody' && oom.pageFault === false) return 'charge-fails'
  // No program has run that could answer differently the next time.
  if (!progressed && !trace.walked) return 'livelock'
  return null
}

const endOfFull = ({ progressed }: PlayedRound, rounds: number): RunEnd =>
  progressed || rounds < MAX_ROUNDS ? 'bound' : 'livelock'

function outcomeOf(rounds: readonly RoundTrace[], { outcome }: RoundTrace): RunResult['outcome'] {
  if (outcome === 'fault' || outcome === 'panic') return outcome
  return rounds.some((round) => round.kills.length > 0) ? 'killed' : outcome
}
