// The scenarios that come with the playground, in the order in which the page lists them: from the first lesson to the odd corners.
// Each is a file in the published format; they are read by the same validator as anybody's file.

import type { Scenario } from '../model.ts'
import { parseScenario } from '../validate.ts'
import allOrNothing from './all-or-nothing.json'
import alreadyDying from './already-dying.json'
import brokenShield from './broken-shield.json'
import cgroupPriority from './cgroup-priority.json'
import containerNode from './container-node.json'
import databaseAlone from './database-alone.json'
import desktop from './desktop.json'
import { forkBomb } from './fork-bomb.ts'
import hiddenWeight from './hidden-weight.json'
import kernelThreads from './kernel-threads.json'
import largestLeaf from './largest-leaf.json'
import leakingWorker from './leaking-worker.json'
import manyMouths from './many-mouths.json'
import messenger from './messenger.json'
import mixedVerdicts from './mixed-verdicts.json'
import notMyCgroup from './not-my-cgroup.json'
import oneHog from './one-hog.json'
import protectedDatabase from './protected-database.json'
import qosClasses from './qos-classes.json'
import ramSlider from './ram-slider.json'
import sharedMemory from './shared-memory.json'
import swapoff from './swapoff.json'
import twins from './twins.json'

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
