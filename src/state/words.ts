// What is said about a run, for views: the same sentences as on the command line.

export * from '../simulator/reading/compare.ts'
export * from '../simulator/reading/decision.ts'
export * from '../simulator/reading/explain.ts'
export * from '../simulator/reading/flip-words.ts'
export * from '../simulator/reading/score.ts'
