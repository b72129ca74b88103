// Kernel logs for the tests, made up here: machines that never were, in the shapes that kernels print.

/** A memcg OOM as Linux 6.12 reports it: `hog` is killed in /job. */
export const MEMCG_6_12 = `hog invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
CPU: 1 UID: 1000 PID: 1201 Comm: hog Not tainted 6.12.9-made-up #7
Hardware name: Nowhere VM
Call Trace:
 <TASK>
 dump_stack_lvl+0x5d/0x80
 dump_header+0x43/0x1a0
 </TASK>
memory: usage 262144kB, limit 262144kB, failcnt 61
swap: usage 48kB, limit 0kB, failcnt 2
Memory cgroup stats for /job:
anon 264241152
file 0
slab 1048576
Tasks state (memory values in pages):
[  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name
[   1187]  1000  1187     2048      700      600      100         0    57344       12          -500 db main
[   1201]  1000  1201   524288    63800    63556      244         0  2158592        0             0 hog
oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/job,task_memcg=/job/web,task=hog,pid=1201,uid=1000
Memory cgroup out of memory: Killed process 1201 (hog) total-vm:2097152kB, anon-rss:254224kB, file-rss:976kB, shmem-rss:0kB, UID:1000 pgtables:2108kB oom_score_adj:0
`

/** A global OOM as Linux 4.19 reports it, with two lines about the victim. */
export const GLOBAL_4_19 = `cron invoked oom-killer: gfp_mask=0x6200ca(GFP_HIGHUSER_MOVABLE), nodemask=(null),  order=0, oom_score_adj=0
cron cpuset=/ mems_allowed=0
CPU: 0 PID: 500 Comm: cron Not tainted 4.19.0-9-amd64 #1 Madeup 4.19.9-1
Call Trace:
 dump_stack+0x66/0x90
Mem-Info:
active_anon:190000 inactive_anon:100 isolated_anon:0
 active_file:10 inactive_file:20 isolated_file:0
 free:1500 free_pcp:0 free_cma:0
Node 0 DMA32 free:4000kB min:3000kB low:3750kB high:4500kB active_anon:760000kB present:1048000kB managed:1010000kB
lowmem_reserve[]: 0 0 0 0
Node 0 DMA32: 1000*4kB (UME) 0*8kB 0*16kB = 4000kB
700 total pagecache pages
0 pages in swap cache
Swap cache stats: add 0, delete 0, find 0/0
Free swap  = 0kB
Total swap = 40000kB
262000 pages RAM
0 pages HighMem/MovableOnly
9500 pages reserved
Tasks state (memory values in pages):
[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
[    210]     0   210     8000      300    90112       10         -1000 sshd
[    500]     0   500     4000      120    45056        0             0 cron
[    733]    33   733   300000   150000  1228800     9000             0 npm run serve
[    734]    33   734     9000     2000    77824        0             0 git
Out of memory: Kill process 733 (npm run serve) score 607 or sacrifice child
Killed process 733 (npm run serve) total-vm:1200000kB, anon-rss:599000kB, file-rss:1000kB, shmem-rss:0kB
oom_reaper: reaped process 733 (npm run serve), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB
`

/** A global OOM as RHEL 6 reports it: scores per mille, no column for swap. */
export const GLOBAL_EL6 = `java invoked oom-killer: gfp_mask=0x201da, order=0, oom_adj=0, oom_score_adj=0
java cpuset=/ mems_allowed=0
Pid: 900, comm: java Not tainted 2.6.32-431.el6.x86_64 #1
Call Trace:
 [<ffffffff81122950>] ? dump_header+0x90/0x1b0
Mem-Info:
Node 0 DMA: 3*4kB 2*8kB 0*16kB = 28kB
Free swap  = 0kB
Total swap = 400000kB
1000000 pages RAM
100000 pages reserved
[ pid ]   uid  tgid total_vm      rss cpu oom_adj oom_score_adj name
[  400]     0   400     2667      111   0     -17         -1000 udevd
[  900]   500   900  2000000   400000   3       0             0 java
[  901]   500   901    50000      900   1       0             0 httpd
Out of memory: Kill process 900 (java) score 400 or sacrifice child
Killed process 900, UID 500, (java) total-vm:8000000kB, anon-rss:1599000kB, file-rss:1000kB
`

/** A memcg OOM as RHEL 7 reports it: the kill line names a thread, root has no bonus in its container. */
export const MEMCG_EL7 = `worker invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=-998
worker cpuset=box mems_allowed=0
CPU: 0 PID: 2601 Comm: worker Tainted: G               ------------ T 3.10.0-693.el7.x86_64 #1
Call Trace:
 [<ffffffff81187be6>] ? find_lock_task_mm+0x56/0xc0
Task in /pods/one/box killed as a result of limit of /pods/one
memory: usage 200000kB, limit 200000kB, failcnt 30
memory+swap: usage 200000kB, limit 9007199254740988kB, failcnt 0
kmem: usage 0kB, limit 9007199254740988kB, failcnt 0
Memory cgroup stats for /pods/one: cache:0KB rss:0KB rss_huge:0KB mapped_file:0KB swap:0KB inactive_anon:0KB active_anon:0KB inactive_file:0KB active_file:0KB unevictable:0KB
Memory cgroup stats for /pods/one/box: cache:8KB rss:199000KB rss_huge:0KB mapped_file:0KB swap:0KB inactive_anon:0KB active_anon:199000KB inactive_file:0KB active_file:8KB unevictable:0KB
[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name
[ 2400]     0  2400      253        1       4        0          -998 pause
[ 2500]     0  2500    66000    52000     130        0          -998 worker
Memory cgroup out of memory: Kill process 2601 (worker) score 44 or sacrifice child
Killed process 2500 (worker) total-vm:264000kB, anon-rss:199000kB, file-rss:9000kB, shmem-rss:0kB
`

/** Every line of a log with something before it. */
export const prefixed = (log: string, prefix: string | ((index: number) => string)): string =>
  log
    .split('\n')
    .map((line, index) => (line === '' ? line : (typeof prefix === 'string' ? prefix : prefix(index)) + line))
    .join('\n')

/** A log as a mail program leaves it: lines of at most `width` characters, broken at blanks. */
export const wrapped = (log: string, width: number): string =>
  log
    .split('\n')
    .flatMap((line) => {
      const pieces: string[] = []
      let rest = line
      while (rest.length > width) {
        const blank = rest.lastIndexOf(' ', width)
        if (blank <= 0) break
        pieces.push(rest.slice(0, blank))
        rest = rest.slice(blank + 1)
      }
      return [...pieces, rest]
    })
    .join('\n')
