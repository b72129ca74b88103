// The policies that come with the playground, in the order in which the page lists them. Each is a complete file that clang compiles
// and the verifier accepts on the kernels of `versions.ts`; the texts stand beside this file.

import abortForDatabase from './abort-for-database.bpf.c?raw'
import cgroupPriority from './cgroup-priority.bpf.c?raw'
import kernelBadness from './kernel-badness.bpf.c?raw'
import largestRss from './largest-rss.bpf.c?raw'
import mostSwap from './most-swap.bpf.c?raw'
import naiveBiggest from './naive-biggest.bpf.c?raw'
import pid from './pid.bpf.c?raw'
import protectByComm from './protect-by-comm.bpf.c?raw'
import spareSubtree from './spare-subtree.bpf.c?raw'
import youngestFirst from './youngest-first.bpf.c?raw'

export interface GalleryPolicy {
  id: string
  title: string
  /** One line: what one learns from it. */
  teaches: string
  text: string
  /** What userspace would have put into its maps, for `bestScenario`. */
  maps?: Readonly<Record<string, readonly { key: string; value: string }[]>>
  /** Values of its `const volatile` globals where `bestScenario` needs others than the text has. */
  parameters?: Readonly<Record<string, string>>
  /** The id of the gallery scenario that shows it best. */
  bestScenario: string
}

/** The policy that a first visit shows, on its best scenario. */
export const SAMPLE_POLICY = 'protect-by-comm'

export const POLICY_GALLERY: readonly GalleryPolicy[] = [
  {
    id: 'largest-rss',
    title: 'Largest resident memory',
    teaches: 'oc->chosen is the best so far: a policy compares each task with it.',
    text: largestRss,
    bestScenario: 'one-hog',
  },
  {
    id: 'pid',
    title: 'One process by its number',
    teaches: 'The two programs of the documentation: a verdict for each task, and a name for the report.',
    text: pid,
    bestScenario: 'one-hog',
  },
  {
    id: 'protect-by-comm',
    title: 'Protect by name',
    teaches: 'A protection that yields when nothing else is left, instead of one that leaves nobody to kill.',
    text: protectByComm,
    bestScenario: 'protected-database',
  },
  {
    id: 'cgroup-priority',
    title: 'Lowest-priority cgroup first',
    teaches: 'Userspace fills a map with priorities, the policy looks them up by cgroup id.',
    text: cgroupPriority,
    maps: {
      priorities: [
        { key: '2036', value: '10' },
        { key: '2071', value: '50' },
      ],
    },
    bestScenario: 'cgroup-priority',
  },
  {
    id: 'youngest-first',
    title: 'Youngest first',
    teaches: 'Age can matter more than size: a fork bomb loses its newest tasks, old services stay.',
    text: youngestFirst,
    bestScenario: 'fork-bomb',
  },
  {
    id: 'most-swap',
    title: 'Most swap',
    teaches: 'Swapped memory is part of the weight that top does not show.',
    text: mostSwap,
    bestScenario: 'hidden-weight',
  },
  {
    id: 'spare-subtree',
    title: 'Spare one subtree',
    teaches: 'NO_BPF_POLICY leaves a task to the kernel: a policy can take part in the choice without making it.',
    text: spareSubtree,
    bestScenario: 'many-mouths',
  },
  {
    id: 'abort-for-database',
    title: 'Abort when the database is alone',
    teaches: 'ABORT kills nobody and makes the allocation wait, where every victim would be the wrong one.',
    text: abortForDatabase,
    bestScenario: 'database-alone',
  },
  {
    id: 'naive-biggest',
    title: 'Naive biggest',
    teaches: 'What goes wrong without guards: SELECT overrides oom_score_adj -1000.',
    text: naiveBiggest,
    bestScenario: 'broken-shield',
  },
  {
    id: 'kernel-badness',
    title: "The kernel's choice, rebuilt",
    teaches: 'oom_badness() in BPF: the same sum, the same ties, nearly the same victim.',
    text: kernelBadness,
    bestScenario: 'desktop',
  },
]

/** The policy of the gallery with this id, or null. */
export const findGalleryPolicy = (id: string): GalleryPolicy | null =>
  POLICY_GALLERY.find((policy) => policy.id === id) ?? null
