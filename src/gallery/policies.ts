// The policies that come with the playground, in the order in which the page lists them. Each is a complete file that clang compiles
// and the verifier accepts on the kernels of `versions.ts`; the texts stand beside this file. A first visit needs the sample alone, so that
// the page loads this file later: import it only where the gallery is on show.

import type { PolicySource } from '../document/policy.ts'
import type { GalleryPolicy, PolicyGroup } from './policy.ts'
import { SAMPLE_POLICY } from './sample.ts'
import abortForDatabase from './policies/abort-for-database.bpf.c?raw'
import anolisPriority from './policies/anolis-priority.bpf.c?raw'
import anonOnly from './policies/anon-only.bpf.c?raw'
import cgroupPriority from './policies/cgroup-priority.bpf.c?raw'
import earlyoom from './policies/earlyoom.bpf.c?raw'
import kernelBadness from './policies/kernel-badness.bpf.c?raw'
import kubernetesQos from './policies/kubernetes-qos.bpf.c?raw'
import largestMemcg from './policies/largest-memcg.bpf.c?raw'
import largestRss from './policies/largest-rss.bpf.c?raw'
import lmkdLevels from './policies/lmkd-levels.bpf.c?raw'
import mixedVerdicts from './policies/mixed-verdicts.bpf.c?raw'
import mostSwap from './policies/most-swap.bpf.c?raw'
import naiveBiggest from './policies/naive-biggest.bpf.c?raw'
import oomdMemorySize from './policies/oomd-memory-size.bpf.c?raw'
import opencloudosPriority from './policies/opencloudos-priority.bpf.c?raw'
import pid from './policies/pid.bpf.c?raw'
import protectByComm from './policies/protect-by-comm.bpf.c?raw'
import protectByUid from './policies/protect-by-uid.bpf.c?raw'
import retryByPriority from './policies/retry-by-priority.bpf.c?raw'
import spareEveryone from './policies/spare-everyone.bpf.c?raw'
import spareSubtree from './policies/spare-subtree.bpf.c?raw'
import systemdOomd from './policies/systemd-oomd.bpf.c?raw'
import youngestFirst from './policies/youngest-first.bpf.c?raw'

const TYPESCRIPT: Readonly<Record<string, string>> = import.meta.glob<string>(
  ['./policies/*.policy.ts', '!**/spare-one.policy.ts'],
  {
    query: '?raw',
    import: 'default',
    eager: true,
  },
)

const inTypeScript = (id: string): string => TYPESCRIPT[`./policies/${id}.policy.ts`] ?? ''

export const POLICY_GROUPS: Readonly<Record<PolicyGroup, string>> = {
  first: 'First steps',
  field: 'As in the field',
  cgroups: 'Whole cgroups',
  mistakes: 'Mistakes to learn from',
}

export const POLICY_GALLERY: readonly GalleryPolicy[] = [
  SAMPLE_POLICY,
  {
    id: 'largest-rss',
    group: 'first',
    title: 'Largest resident memory',
    teaches: 'oc->chosen is the best so far: the policy compares each process with it.',
    source: 'The plainest rule there is: the RES column of top.',
    ties: 'The first one wins.',
    text: largestRss,
    typescript: inTypeScript('largest-rss'),
    bestScenario: 'one-hog',
  },
  {
    id: 'pid',
    group: 'first',
    title: 'One process by its number',
    teaches: 'The two programs of the documentation: a verdict for each task, and a name for the report.',
    source: "The interface's documentation (RFC v2 5/5, Documentation/bpf/oom.rst), in our words.",
    ties: 'None: only one process has the pid.',
    text: pid,
    typescript: inTypeScript('pid'),
    bestScenario: 'one-hog',
  },
  {
    id: 'protect-by-comm',
    group: 'first',
    title: 'Protect by name',
    teaches: 'Protects processes by name, but gives way when nothing else is left to kill.',
    source: 'A common wish; earlyoom --avoid and systemd OOMPolicy= are its relatives.',
    ties: 'The first one wins.',
    text: protectByComm,
    typescript: inTypeScript('protect-by-comm'),
    bestScenario: 'protected-database',
  },
  {
    id: 'protect-by-uid',
    group: 'first',
    title: 'Protect one user',
    teaches: 'A process can change its name at will, but not its uid.',
    source: 'A common wish on shared machines.',
    ties: 'The first one wins.',
    text: protectByUid,
    typescript: inTypeScript('protect-by-uid'),
    bestScenario: 'protected-database',
  },
  {
    id: 'youngest-first',
    group: 'first',
    title: 'Youngest first',
    teaches: 'Age can matter more than size: a fork bomb loses its newest tasks, old services stay.',
    source: 'A rule of thumb: the youngest process has the least work to lose.',
    ties: 'The later one wins.',
    text: youngestFirst,
    typescript: inTypeScript('youngest-first'),
    bestScenario: 'fork-bomb',
  },
  {
    id: 'most-swap',
    group: 'first',
    title: 'Most swap',
    teaches: 'Swapped memory is part of the weight that top does not show.',
    source: 'A rule of thumb for machines that thrash.',
    ties: 'The larger resident memory wins, then the first one.',
    text: mostSwap,
    typescript: inTypeScript('most-swap'),
    bestScenario: 'hidden-weight',
  },
  {
    id: 'anon-only',
    group: 'first',
    title: 'Anonymous memory alone',
    teaches: 'Shared memory stays while others map it: what frees most is not what scores most.',
    source: 'A rule of thumb: the RSS of a database counts its shared buffers in every backend.',
    ties: 'The first one wins.',
    text: anonOnly,
    typescript: inTypeScript('anon-only'),
    bestScenario: 'shared-memory',
  },
  {
    id: 'kernel-badness',
    group: 'field',
    title: "The kernel's choice, rebuilt",
    teaches: 'oom_badness() in BPF: the same sum, the same ties, nearly the same victim.',
    source: 'Linux 6.12, mm/oom_kill.c: oom_badness().',
    ties: 'The later one wins, as in the kernel.',
    text: kernelBadness,
    typescript: inTypeScript('kernel-badness'),
    bestScenario: 'desktop',
  },
  {
    id: 'earlyoom',
    group: 'field',
    title: 'earlyoom: prefer and avoid',
    teaches: 'oom_score with a handicap: 300 points more or less for names that user space lists in a map.',
    source: 'earlyoom 1.9, kill.c: the default order with --prefer and --avoid.',
    ties: 'The larger resident memory wins, then the lower pid.',
    text: earlyoom,
    typescript: inTypeScript('earlyoom'),
    maps: {
      names: [
        { key: '"chrome"', value: '-300' },
        { key: '"clangd"', value: '300' },
      ],
    },
    bestScenario: 'desktop',
  },
  {
    id: 'systemd-oomd',
    group: 'field',
    title: 'systemd-oomd: by swap',
    teaches: 'The unit is the cgroup: the one with the most swap goes, unless its unit asked to be spared.',
    source: 'systemd, src/oom/oomd-util.c: the order of the swap rule.',
    ties: 'The cgroup met first; systemd leaves it to qsort. In a cgroup the biggest process.',
    text: systemdOomd,
    typescript: inTypeScript('systemd-oomd'),
    maps: {
      preferences: [{ key: '5120', value: '1' }],
    },
    parameters: { total_swap: '524288' },
    bestScenario: 'desktop',
  },
  {
    id: 'oomd-memory-size',
    group: 'field',
    title: 'oomd: by memory size',
    teaches: 'Level by level down the tree: the biggest sibling, then the biggest inside it.',
    source: 'Meta oomd, docs/core_plugins.md: kill_by_memory_size_or_growth, without growth.',
    ties: 'The cgroup met first; oomd sorts unstably. In a cgroup the biggest process.',
    text: oomdMemorySize,
    typescript: inTypeScript('oomd-memory-size'),
    bestScenario: 'many-mouths',
  },
  {
    id: 'lmkd-levels',
    group: 'field',
    title: 'lmkd: by level',
    teaches: 'Importance comes first: one level loses all its processes before the next loses any.',
    source: 'Android 13, system/memory/lmkd/lmkd.cpp.',
    ties: 'The youngest of equally big ones, the process met first of equally old ones.',
    text: lmkdLevels,
    typescript: inTypeScript('lmkd-levels'),
    bestScenario: 'desktop',
  },
  {
    id: 'kubernetes-qos',
    group: 'field',
    title: 'Kubernetes: by QoS class',
    teaches: 'BestEffort strictly first, as people expect it, and as the scores that the kubelet sets do not do it.',
    source: 'Kubernetes, pkg/kubelet/qos/policy.go, and the eviction order of the kubelet.',
    ties: 'The first one wins.',
    text: kubernetesQos,
    typescript: inTypeScript('kubernetes-qos'),
    bestScenario: 'qos-classes',
  },
  {
    id: 'anolis-priority',
    group: 'field',
    title: 'Memcg priority: larger is more important',
    teaches: 'A priority that is compared among siblings: a low cgroup dies with all that is important in it.',
    source: "Alibaba's Cloud Kernel (Anolis): memory.priority and memory.use_priority_oom.",
    ties: 'The cgroup with more memory, then the one met first. In a cgroup the later one, as in the kernel.',
    text: anolisPriority,
    typescript: inTypeScript('anolis-priority'),
    maps: {
      priorities: [
        { key: '2036', value: '2' },
        { key: '2071', value: '9' },
      ],
    },
    bestScenario: 'cgroup-priority',
  },
  {
    id: 'opencloudos-priority',
    group: 'field',
    title: 'Memcg priority: larger is less important',
    teaches: 'The same idea with the opposite direction, and over the whole subtree at once: check which one you have.',
    source: 'OpenCloudOS 6.6, mm/memcontrol.c: __mem_cgroup_select_victim().',
    ties: 'The cgroup with more memory, then the one met first. In a cgroup the later one, as in the kernel.',
    text: opencloudosPriority,
    typescript: inTypeScript('opencloudos-priority'),
    maps: {
      priorities: [
        { key: '2036', value: '9' },
        { key: '2071', value: '2' },
      ],
    },
    bestScenario: 'cgroup-priority',
  },
  {
    id: 'cgroup-priority',
    group: 'cgroups',
    title: 'Lowest-priority cgroup first',
    teaches: 'User space fills a map with priorities; the policy looks them up by cgroup id.',
    source: 'The selftest of RFC v2 (4/5) in its convention, with the cgroup of the memory that it means.',
    ties: 'The first one wins.',
    text: cgroupPriority,
    typescript: inTypeScript('cgroup-priority'),
    maps: {
      priorities: [
        { key: '2036', value: '10' },
        { key: '2071', value: '50' },
      ],
    },
    bestScenario: 'cgroup-priority',
  },
  {
    id: 'largest-memcg',
    group: 'cgroups',
    title: 'Largest cgroup, then largest process',
    teaches: 'Many small processes count together; a cgroup with nobody to kill does not count.',
    source: 'The cgroup-aware OOM killer (Gushchin, 2017) and the selftest of bpf_oom_ops (2025).',
    ties: 'The cgroup and the process met first.',
    text: largestMemcg,
    typescript: inTypeScript('largest-memcg'),
    bestScenario: 'many-mouths',
  },
  {
    id: 'spare-subtree',
    group: 'cgroups',
    title: 'Spare one subtree',
    teaches: 'NO_BPF_POLICY leaves a process to the kernel: a policy can influence the choice without making it.',
    source: 'A common wish: leave one service and all that it started alone.',
    ties: 'The later one wins, as in the kernel.',
    text: spareSubtree,
    typescript: inTypeScript('spare-subtree'),
    bestScenario: 'many-mouths',
  },
  {
    id: 'abort-for-database',
    group: 'cgroups',
    title: 'Abort when the database is alone',
    teaches: 'ABORT kills nobody and makes the allocation wait, where every victim would be the wrong one.',
    source: 'What BPF_EVAL_ABORT is for, as RFC v2 describes it.',
    ties: 'The later one wins, as in the kernel.',
    text: abortForDatabase,
    typescript: inTypeScript('abort-for-database'),
    bestScenario: 'database-alone',
  },
  {
    id: 'naive-biggest',
    group: 'mistakes',
    title: 'Naive biggest',
    teaches: 'What goes wrong without guards: SELECT overrides oom_score_adj -1000.',
    source: 'A first attempt, as many would write it.',
    ties: 'The first one wins.',
    text: naiveBiggest,
    typescript: inTypeScript('naive-biggest'),
    bestScenario: 'broken-shield',
  },
  {
    id: 'spare-everyone',
    group: 'mistakes',
    title: 'Everyone is important',
    teaches:
      'A policy that spares everybody leaves nobody to kill: the machine panics, or a cgroup is refused its memory.',
    source: 'A first attempt, as many would write it.',
    ties: 'None: nobody is chosen.',
    text: spareEveryone,
    typescript: inTypeScript('spare-everyone'),
    bestScenario: 'one-hog',
  },
  {
    id: 'mixed-verdicts',
    group: 'mistakes',
    title: 'Mixed verdicts',
    teaches: 'SELECT sets no score, so the next comparison of the kernel is with an unknown value.',
    source: 'RFC v2 1/5, mm/oom_kill.c: oom_evaluate_task() leaves points unset.',
    ties: 'The later one wins, as in the kernel.',
    text: mixedVerdicts,
    typescript: inTypeScript('mixed-verdicts'),
    bestScenario: 'mixed-verdicts',
  },
  {
    id: 'retry-by-priority',
    group: 'mistakes',
    title: 'Retry after nobody',
    teaches:
      'When nobody is chosen in a cgroup, the page fault is retried, and the policy may then answer differently.',
    source: "RFC v2 4/5, the selftest's plan in our words, with its cgroup of the cpu controller.",
    ties: "The kernel's own choice, compared with what SELECT left unset.",
    text: retryByPriority,
    typescript: inTypeScript('retry-by-priority'),
    maps: {
      priorities: [
        { key: '2036', value: '10' },
        { key: '2071', value: '50' },
      ],
    },
    bestScenario: 'cgroup-priority',
  },
]

/** The policy of the gallery with this id, or null. */
export const findGalleryPolicy = (id: string): GalleryPolicy | null =>
  POLICY_GALLERY.find((policy) => policy.id === id) ?? null

/** The policy of the gallery that has this very text, or null. */
export const galleryPolicyOf = ({ language, text }: PolicySource): GalleryPolicy | null =>
  POLICY_GALLERY.find((policy) => text === (language === 'c' ? policy.text : policy.typescript)) ?? null
