// Copies the records that the selection loop wrote (`struct oom_trace_record`) into the columns of the trace, so that they outlive the
// memory. A plain loop over typed arrays: there may be a million of them.

import type { KernelStructs } from '../image/offsets.ts'
import { offsetOf, structLayout } from '../image/offsets.ts'
import type { IterationColumns } from './trace.ts'

/** The first `length` records from `base` on. */
export function readColumns(view: DataView, base: number, length: number, structs: KernelStructs): IterationColumns {
  const o = (member: string): number => offsetOf(structs, 'oom_trace_record', member)
  const offsets = {
    task: o('task'),
    chosen: o('chosen'),
    verdict: o('verdict'),
    instructions: o('instructions'),
    points: o('points'),
    chosen_points: o('chosen_points'),
    rule: o('rule'),
    effect: o('effect'),
    asked: o('asked'),
    exemption: o('exemption'),
    chosen_points_unset: o('chosen_points_unset'),
  }
  const columns: IterationColumns = {
    length,
    task: new Uint32Array(length),
    rule: new Uint8Array(length),
    effect: new Uint8Array(length),
    asked: new Uint8Array(length),
    verdict: new Int32Array(length),
    exemption: new Uint8Array(length),
    points: new BigInt64Array(length),
    chosen: new Int32Array(length),
    chosenPoints: new BigInt64Array(length),
    chosenPointsUnset: new Uint8Array(length),
    instructions: new Uint32Array(length),
  }
  const { size } = structLayout(structs, 'oom_trace_record')
  for (let row = 0, at = base; row < length; row++, at += size) {
    columns.task[row] = view.getUint32(at + offsets.task, true)
    columns.rule[row] = view.getUint8(at + offsets.rule)
    columns.effect[row] = view.getUint8(at + offsets.effect)
    columns.asked[row] = view.getUint8(at + offsets.asked)
    columns.verdict[row] = view.getInt32(at + offsets.verdict, true)
    columns.exemption[row] = view.getUint8(at + offsets.exemption)
    columns.points[row] = view.getBigInt64(at + offsets.points, true)
    columns.chosen[row] = view.getInt32(at + offsets.chosen, true)
    columns.chosenPoints[row] = view.getBigInt64(at + offsets.chosen_points, true)
    columns.chosenPointsUnset[row] = view.getUint8(at + offsets.chosen_points_unset)
    columns.instructions[row] = view.getUint32(at + offsets.instructions, true)
  }
  return columns
}
