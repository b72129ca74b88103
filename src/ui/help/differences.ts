// Where the playground is simpler than the kernel, and the test that pins each simplification, so that none changes unnoticed.

export interface Difference {
  /** What the kernel does. */
  kernel: string
  /** What the playground does instead. */
  playground: string
  /** The file of the test, and its title. */
  test: { file: string; title: string }
}

const ROUNDS = 'src/simulator/play/rounds.test.ts'
const ENGINE = 'src/simulator/engine.test.ts'

export const DIFFERENCES: readonly Difference[] = [
  {
    kernel: 'A victim gives its memory back bit by bit, and reclaim decides about the file pages that it had mapped.',
    playground:
      'It all comes back at once: private memory, file pages, page tables and swap. Shared memory (shmem) stays.',
    test: { file: ROUNDS, title: 'counts private memory, file pages, page tables and swap, but no shared memory' },
  },
  {
    kernel: 'The OOM reaper is a thread of its own, which races with the exit of the victim.',
    playground:
      'Victims exit before the next round; the reaper comes, two seconds later, only for one that cannot exit.',
    test: { file: ROUNDS, title: 'sees two seconds pass before the reaper' },
  },
  {
    kernel: 'An allocation can be tried again for ever, and a policy that always aborts hangs the machine.',
    playground: 'After 64 rounds the run ends, and the page says that there is no end in sight.',
    test: { file: ROUNDS, title: 'that always aborts locks the machine, which is named' },
  },
  {
    kernel: 'The allocator knows what is free on each memory node.',
    playground:
      'What is free on single nodes is not known: an allocation that is bound to nodes needs what it asks for to come back.',
    test: {
      file: ROUNDS,
      title: 'bound to nodes need what they ask for to come back, as it is not known what is free there',
    },
  },
  {
    kernel: 'The watermarks of each zone are settings of the machine, and change with them.',
    playground: 'There is one min watermark for the machine, computed from its RAM as the default is.',
    test: { file: ROUNDS, title: 'of the machine must leave the min watermark free' },
  },
  {
    kernel: 'With RFC v2, chosen_points after a SELECT is whatever lay on the stack.',
    playground: 'A scenario says what it is; without a word it is 0, as kernels with initialised stacks have it.',
    test: {
      file: 'src/simulator/play/selection.test.ts',
      title: 'is 0 after a SELECT where the compiler zeroes the stack: the kernel replaces the choice',
    },
  },
  {
    kernel: 'The verifier walks every path of a program and refuses at load time what might not end.',
    playground: 'Its checks are simpler; a loop that gets through them is stopped after a million instructions.',
    test: { file: ENGINE, title: 'ends a loop after a million instructions, names it, and keeps what came before' },
  },
  {
    kernel: 'A map may be as large as the memory of the machine allows.',
    playground: 'Maps that a browser tab has no room for are refused.',
    test: { file: ENGINE, title: 'refuses maps that no tab has room for, at the largest' },
  },
]
