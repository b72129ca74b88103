// Machines that are made, for views. Loaded with the dialog that asks for one.

export * from '../scenario/generate.ts'
export { normaliseSize } from '../scenario/edit-values.ts'
export { parseSize } from '../scenario/size.ts'
