// Iterations as views read them: the reading of traces belongs to the simulator, and comes to views through here.

export * from '../reading/iteration.ts'
