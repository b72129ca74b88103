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
    kernel: 'A victim gives its memory back gradually, and reclaim decides about the file pages that it mapped.',
    playground:
      'It all comes back at once: private memory, file pages, page tables and swap. Shared memory (shmem) stays.',
    test: { file: ROUNDS, title: 'counts private memory, file pages, page tables and swap, but no shared memory' },
  },
  {
    kernel: 'The OOM reaper is a separate thread that races with the exit of the victim.',
    playground: 'Victims exit before the next round. The reaper runs only for one that cannot exit, two seconds later.',
    test: { file: ROUNDS, title: 'sees two seconds pass before the reaper' },
  },
  {
    kernel: 'An allocation can be retried forever, and a policy that always aborts hangs the machine.',
    playground: 'The run stops after 64 rounds, and the page says that it would continue.',
    test: { file: ROUNDS, title: 'that always aborts locks the machine, which is named' },
  },
  {
    kernel: 'The allocator knows what is free on each memory node.',
    playground:
      'Free memory per node is not known: an allocation bound to nodes succeeds once as much as it asks for has been freed.',
    test: {
      file: ROUNDS,
      title: 'bound to nodes need what they ask for to come back, as it is not known what is free there',
    },
  },
  {
    kernel: 'Each zone has watermarks that depend on the settings of the machine.',
    playground: 'The machine has one min watermark, computed from its RAM as by default.',
    test: { file: ROUNDS, title: 'of the machine must leave the min watermark free' },
  },
  {
    kernel: 'With RFC v2, chosen_points after a SELECT is whatever was on the stack.',
    playground: 'The machine says what it is; by default it is 0, as on kernels that initialise the stack.',
    test: {
      file: 'src/simulator/play/selection.test.ts',
      title: 'is 0 after a SELECT where the compiler zeroes the stack: the kernel replaces the choice',
    },
  },
  {
    kernel: 'The verifier follows every path of a program and refuses to load one that might not end.',
    playground: 'Its checks are simpler. A loop that passes them is stopped after a million instructions.',
    test: { file: ENGINE, title: 'ends a loop after a million instructions, names it, and keeps what came before' },
  },
  {
    kernel: 'A map may be as large as the memory of the machine allows.',
    playground: 'Maps too large for a browser tab are refused.',
    test: { file: ENGINE, title: 'refuses maps that no tab has room for, at the largest' },
  },
]
