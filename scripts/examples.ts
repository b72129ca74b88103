// How many examples a property or differential test draws. `npm test` draws a few of them, so that a person can wait for it; THOROUGH=1
// draws all (`npm run thorough`, which `.ci/run` does).

const isThorough = process.env['THOROUGH'] === '1'

/** The number of examples of this run: `all` where THOROUGH=1 asks for them, else `few`. */
export const examples = (all: number, few: number): number => (isThorough ? all : few)
