// A finished run of the sample of a first visit, to have on the screen before the engine has loaded. The build puts the run here (vite.config.ts,
// src/cli/sample-run.ts): a real run of the engine, which the page then repeats. Outside of a build there is none, and the page waits for the engine.

import type { RunOutput } from '../simulator/trace/run.ts'

export const sampleRun: RunOutput | null = null
