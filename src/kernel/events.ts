// The events that `oom_kill.c` leaves for the simulator: what out_of_memory() did, or would print, in order.
// The C file has the same list as its EVENT_* enum; a test holds the two together.

export const OOM_EVENT_KINDS = [
  /** current is exiting anyway: it may use the reserves, nobody is chosen, nothing is printed. `task` is current. */
  'current-exiting',
  /** A global OOM without __GFP_FS: nothing is killed. */
  'no-fs',
  /** panic_on_oom: the header is printed, then the kernel panics. */
  'panic-on-oom',
  /** select_bad_process() found nobody: the header and the warning are printed. */
  'no-killable',
  /** ... and for a global OOM the kernel panics. */
  'panic-deadlocked',
  /** The chosen task is dying already: it is marked as a victim, nothing is printed. `task` is the victim. */
  'already-dying',
  /** The report of oom_kill_process(). `task` is the chosen leader. */
  'report',
  /**
   * `task` gets SIGKILL and the "Killed process" line is printed; it is a thread where the leader had no mm any more. After an
   * `oom-group` it is a member of that group.
   */
  'kill',
  /** `task` gets SIGKILL because it shares the mm of the victim `other`. No line is printed. */
  'kill-sharer',
  /** init shares the mm of the victim: the mm is marked MMF_OOM_SKIP. `task` is the victim, `other` is init. */
  'pinned-by-init',
  /** No thread of `task` has an mm: "is already exiting. Skip killing the task". */
  'already-exiting',
  /** memory.oom.group: all tasks of `memcg` follow. */
  'oom-group',
  /** oom_kill_allocating_task: `task` (current) was chosen without a walk; the message of the kill lines says so. */
  'allocating-task',
  /** The OOM notifiers of drivers gave memory back: nobody is chosen, nothing is printed. */
  'notifiers',
] as const

export type OomEventKind = (typeof OOM_EVENT_KINDS)[number]
