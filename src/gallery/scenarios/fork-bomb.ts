// The fork bomb of the gallery: a shell function that calls itself, seen at the moment when memory ran out. It is made by a function,
// because hundreds of equal lines teach nothing.

const SESSION = '/user.slice/user-1000.slice/session-3.scope'
const BOMB_TASKS = 400

/** Each task forks two; the pids count on from the shell. */
function bombTasks(): readonly unknown[] {
  const shellPid = 1320
  return Array.from({ length: BOMB_TASKS }, (_, index) => ({
    pid: 9000 + index,
    ppid: index === 0 ? shellPid : 9000 + Math.floor((index - 1) / 2),
    comm: 'bash',
    uid: 1000,
    cgroup: SESSION,
    anon: '2200K',
    file: '1M',
    startSeconds: 86390 + Math.floor(Math.log2(index + 1)),
  }))
}

/** The scenario in the file format. */
export const forkBomb = (): unknown => ({
  version: 1,
  title: 'A fork bomb',
  teaches:
    'Hundreds of small processes fill the machine, but the kernel looks at one at a time: the biggest dies and nothing is gained.',
  kernel: '6.12',
  machine: { ram: '2G', kernelMemory: '48M', slab: '110M', fileCache: '164240K', uptimeSeconds: 86400 },
  cgroups: [
    { path: '/init.scope' },
    { path: '/system.slice' },
    { path: '/system.slice/ssh.service' },
    { path: '/system.slice/postgresql.service' },
    { path: '/user.slice' },
    { path: '/user.slice/user-1000.slice' },
    { path: SESSION },
  ],
  tasks: [
    { pid: 1, comm: 'systemd', cgroup: '/init.scope', anon: '7M', file: '9M' },
    { pid: 2, comm: 'kthreadd', kthread: true },
    { pid: 48, ppid: 2, comm: 'kswapd0', kthread: true },
    { pid: 690, comm: 'sshd', cgroup: '/system.slice/ssh.service', anon: '2M', file: '4M', oom_score_adj: -1000 },
    {
      pid: 903,
      comm: 'postgres',
      uid: 114,
      cgroup: '/system.slice/postgresql.service',
      anon: '330M',
      file: '90M',
      startSeconds: 14,
    },
    { pid: 1320, ppid: 690, comm: 'bash', uid: 1000, cgroup: SESSION, anon: '3M', file: '3M', startSeconds: 80000 },
    ...bombTasks(),
  ],
  oom: { scope: 'global', invokerPid: 9000 + BOMB_TASKS - 1 },
})
