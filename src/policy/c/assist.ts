// What the editor asks about a place in a C policy: completions and hovers, from the front end's own tables.

export interface CompletionItem {
  label: string
  kind: 'field' | 'function' | 'constant' | 'variable' | 'type' | 'keyword' | 'macro'
  /** Type or prototype. */
  detail: string
  /** Meaning, unit, kernels and source, as plain text with line breaks. */
  documentation: string
  insertText: string
}

export interface HoverInfo {
  span: { start: number; end: number }
  /** C code: the declaration. */
  code: string
  /** Meaning, unit, kernels, source: one paragraph a string. */
  paragraphs: readonly string[]
}
