// The values of a watch as text, and as the points of its sparkline.

import type { WatchValues } from '../../simulator/trace/analysis.ts'

/** One value as C would print it; pointers as what they point to. */
export function formatWatch({ kind, names }: Pick<WatchValues, 'kind' | 'names'>, value: bigint): string {
  switch (kind) {
    case 'signed':
      return value.toString()
    case 'unsigned':
      return BigInt.asUintN(64, value).toString()
    case 'bool':
      return String(value !== 0n)
    case 'pointer':
      return names.get(value) ?? `0x${BigInt.asUintN(64, value).toString(16)}`
  }
}

export interface SparkPoint {
  /** Where on the line of the run, 0 to 1. */
  x: number
  /** 0 for the smallest value, 1 for the largest. */
  y: number
}

/** At most `most` points of each round: of the values between two, those that rise highest. */
export function sparkPoints(
  values: readonly BigInt64Array[],
  starts: readonly number[],
  stops: number,
  most: number,
): SparkPoint[][] {
  let least = Infinity
  let largest = -Infinity
  for (const round of values) {
    for (const value of round) {
      least = Math.min(least, Number(value))
      largest = Math.max(largest, Number(value))
    }
  }
  const range = largest - least
  return values.map((round, number) => {
    const stride = Math.max(1, Math.ceil((round.length * values.length) / most))
    const points: SparkPoint[] = []
    for (let from = 0; from < round.length; from += stride) {
      let highest = -Infinity
      for (let i = from; i < Math.min(from + stride, round.length); i++)
        highest = Math.max(highest, Number(round[i] ?? 0n))
      points.push({ x: ((starts[number] ?? 0) + from + 0.5) / stops, y: range === 0 ? 0.5 : (highest - least) / range })
    }
    return points
  })
}
