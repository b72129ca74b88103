// What can be wrong with a scenario, a link or another imported text, as data.

export interface Problem {
  code: string
  severity: 'error' | 'warning'
  /** Where: a JSON path such as `tasks[3].oom_score_adj`, or a line such as `line 12`. */
  place: string
  /** A plain sentence: what is wrong, what was kept or what to write instead. */
  message: string
}

/** A value as far as it could be read; null where nothing could. */
export interface Read<T> {
  value: T | null
  problems: readonly Problem[]
}
