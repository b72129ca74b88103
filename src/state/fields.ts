// The rows of the inspector, made from the kernel's table of structs. They come after the first run, so that a first visit has less to load.

export { controlRows } from '../reading/fields/control-fields.ts'
export type { FieldRow } from '../reading/fields/field.ts'
export { memcgRowsOf } from '../reading/fields/memcg-fields.ts'
export { taskRows } from '../reading/fields/task-fields.ts'
