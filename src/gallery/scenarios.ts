// The scenarios that come with the playground, in the order in which the page lists them: from the first lesson to the odd corners.
// Each is a file in the published format; they are read by the same validator as anybody's file.

import type { Scenario } from '../scenario/model.ts'
import { parseScenario } from '../scenario/validate.ts'
import allOrNothing from './scenarios/all-or-nothing.json'
import alreadyDying from './scenarios/already-dying.json'
import brokenShield from './scenarios/broken-shield.json'
import cgroupPriority from './scenarios/cgroup-priority.json'
import containerNode from './scenarios/container-node.json'
import databaseAlone from './scenarios/database-alone.json'
import desktop from './scenarios/desktop.json'
import { forkBomb } from './scenarios/fork-bomb.ts'
import hiddenWeight from './scenarios/hidden-weight.json'
import kernelThreads from './scenarios/kernel-threads.json'
import largestLeaf from './scenarios/largest-leaf.json'
import leakingWorker from './scenarios/leaking-worker.json'
import manyMouths from './scenarios/many-mouths.json'
import messenger from './scenarios/messenger.json'
import mixedVerdicts from './scenarios/mixed-verdicts.json'
import notMyCgroup from './scenarios/not-my-cgroup.json'
import oneHog from './scenarios/one-hog.json'
import protectedDatabase from './scenarios/protected-database.json'
import qosClasses from './scenarios/qos-classes.json'
import ramSlider from './scenarios/ram-slider.json'
import sharedMemory from './scenarios/shared-memory.json'
import swapoff from './scenarios/swapoff.json'
import twins from './scenarios/twins.json'

export interface GalleryScenario {
  id: string
  scenario: Scenario
}

/** The files of the gallery as they are, by id. */
export const GALLERY_FILES: Readonly<Record<string, unknown>> = {
  'one-hog': oneHog,
  'container-node': containerNode,
  desktop,
  'protected-database': protectedDatabase,
  'leaking-worker': leakingWorker,
  'fork-bomb': forkBomb(),
  'kernel-threads': kernelThreads,
  'ram-slider': ramSlider,
  'broken-shield': brokenShield,
  twins,
  'not-my-cgroup': notMyCgroup,
  'all-or-nothing': allOrNothing,
  'already-dying': alreadyDying,
  'mixed-verdicts': mixedVerdicts,
  'cgroup-priority': cgroupPriority,
  'largest-leaf': largestLeaf,
  'hidden-weight': hiddenWeight,
  messenger,
  'many-mouths': manyMouths,
  'shared-memory': sharedMemory,
  'qos-classes': qosClasses,
  'database-alone': databaseAlone,
  swapoff,
}

function readGalleryFile(id: string, file: unknown): GalleryScenario {
  const { value, problems } = parseScenario(file)
  if (value === null) throw new Error(`gallery scenario ${id}: ${JSON.stringify(problems)}`)
  return { id, scenario: value }
}

export const SCENARIO_GALLERY: readonly GalleryScenario[] = Object.entries(GALLERY_FILES).map(([id, file]) =>
  readGalleryFile(id, file),
)

/** The scenario of the gallery with this id, or null. */
export const findGalleryScenario = (id: string): Scenario | null =>
  SCENARIO_GALLERY.find((item) => item.id === id)?.scenario ?? null
