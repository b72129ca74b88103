// Collects what is wrong with an imported text while it is being read. The list is bounded: a file that is wrong a million times is
// as well understood after the first hundred problems.

import type { Problem } from './problem.ts'

const MOST = 100

export class Report {
  readonly #problems: Problem[] = []
  #left = 0

  error(code: string, place: string, message: string): void {
    this.#add({ code, severity: 'error', place, message })
  }

  warn(code: string, place: string, message: string): void {
    this.#add({ code, severity: 'warning', place, message })
  }

  /** Takes over the problems that another reader found. */
  addAll(problems: readonly Problem[]): void {
    for (const problem of problems) this.#add(problem)
  }

  #hasErrors = false

  get hasErrors(): boolean {
    return this.#hasErrors
  }

  /** In the order found; a last line says how many were left out. */
  get problems(): readonly Problem[] {
    if (this.#left === 0) return this.#problems
    const message = `${this.#left} more problems of the same text are not listed.`
    return [...this.#problems, { code: 'more', severity: this.#hasErrors ? 'error' : 'warning', place: '', message }]
  }

  #add(problem: Problem): void {
    if (problem.severity === 'error') this.#hasErrors = true
    if (this.#problems.length < MOST) this.#problems.push(problem)
    else this.#left++
  }
}

/** The next step of a JSON path: `tasks[3]`, `oom.scope`, `cgroups[0]["memory.max"]`. */
export function joinPlace(place: string, key: string | number): string {
  if (typeof key === 'number') return `${place}[${key}]`
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${place}[${JSON.stringify(key)}]`
  return place === '' ? key : `${place}.${key}`
}

/** A value as a message can quote it: its JSON, cut when long. */
export function quote(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
