// The tank of the moment on show, with the places that rows have under it.

import { useMemo } from 'react'

import { placesOf, tankAt, type Tank, type TankPlaces } from '../../../reading/picture/tank.ts'
import { isOutcome, selectFinished, selectPosition, selectRound } from '../../../state/selectors.ts'
import { usePlaygroundState } from '../../playground.ts'

export interface ShownTank {
  tank: Tank
  places: TankPlaces
}

export function useTank(): ShownTank | null {
  const finished = usePlaygroundState(selectFinished)
  const round = usePlaygroundState((state) => state.cursor.round)
  const atOutcome = usePlaygroundState((state) => {
    const shown = selectRound(state)
    return shown !== null && isOutcome(shown, selectPosition(state))
  })
  return useMemo(() => {
    if (finished === null) return null
    const { input, result } = finished
    const tank = tankAt({ scenario: input.scenario, rounds: result.rounds, round, atOutcome })
    return tank === null ? null : { tank, places: placesOf(tank) }
  }, [finished, round, atOutcome])
}
