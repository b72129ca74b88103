// What the editor is told: completions and hovers, as plain data.

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
