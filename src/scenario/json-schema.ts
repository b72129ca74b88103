// Makes the published JSON Schema (`public/scenario.schema.json`) of the validator's own schema, so that the two cannot differ. A test
// compares the file with what this makes. It knows the kinds of schema that `format.ts` uses and no others.

import * as v from 'valibot'

import { type JsonSchema, SCENARIO, TASK_LIMIT } from './format.ts'
import { isObject } from './values.ts'

/** The published schema as the text of its file. */
export const printJsonSchema = (): string =>
  `${JSON.stringify(
    {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'A machine about to run out of memory',
      description:
        'Scenario of the BPF OOM policy playground. Sizes are bytes, or text with K, M, G or T (powers of 1024).',
      ...schemaOf(SCENARIO),
    },
    null,
    2,
  )}\n`

/** The JSON Schema of a valibot schema. */
function schemaOf(schema: v.GenericSchema): JsonSchema {
  const { jsonSchema } = v.getMetadata(schema)
  if (isObject(jsonSchema)) return jsonSchema
  if ('entries' in schema && isObject(schema.entries)) return objectSchema(schema.entries)
  if ('item' in schema && isSchema(schema.item))
    return { type: 'array', items: schemaOf(schema.item), maxItems: TASK_LIMIT }
  if ('wrapped' in schema && isSchema(schema.wrapped)) return schemaOf(schema.wrapped)
  if ('options' in schema && Array.isArray(schema.options))
    return { anyOf: schema.options.filter(isSchema).map(schemaOf) }
  throw new Error(`no JSON Schema for ${schema.type}`)
}

function objectSchema(entries: Readonly<Record<string, unknown>>): JsonSchema {
  const members = Object.entries(entries).flatMap(([key, schema]) => (isSchema(schema) ? [{ key, schema }] : []))
  return {
    type: 'object',
    properties: Object.fromEntries(members.map(({ key, schema }) => [key, schemaOf(schema)])),
    required: members.filter(({ schema }) => schema.type !== 'optional').map(({ key }) => key),
    additionalProperties: false,
  }
}

const isSchema = (value: unknown): value is v.GenericSchema => isObject(value) && value['kind'] === 'schema'
