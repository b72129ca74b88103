// What is said about a run, for views: the same sentences as on the command line.

export * from '../reading/compare.ts'
export * from '../reading/decision.ts'
export * from '../reading/explain.ts'
export * from '../reading/flip-words.ts'
export * from '../reading/score.ts'
