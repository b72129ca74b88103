// What every unit test starts from: property tests draw the same examples on every run, so that a change is what makes one fail.
// SEED=2 draws others, SEED=random new ones each time: `SEED=random npx vitest run src/policy`.

import { configureGlobal, readConfigureGlobal } from 'fast-check'

const seed = process.env['SEED'] ?? '1'
configureGlobal({ ...readConfigureGlobal(), ...(seed === 'random' ? {} : { seed: Number(seed) }) })
