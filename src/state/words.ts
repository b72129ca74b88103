// What is said about a run, for views: the same sentences as on the command line.

export * from '../simulator/reading/decision.ts'
