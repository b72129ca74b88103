// Completion, hover and repairs in Monaco: each asks our own front end, through the worker or from the last run's diagnostics.

import type { CompletionItem } from '../../policy/c/assist/answers.ts'
import type { PolicyLanguage } from '../../document/policy.ts'
import { applicableFixes } from '../../state/text.ts'
import { scenarioOf } from '../../state/slices/document.ts'
import type { Playground } from '../../state/playground.ts'
import { languages, Range, type editor } from './monaco.ts'

const KINDS: Readonly<Record<CompletionItem['kind'], languages.CompletionItemKind>> = {
  field: languages.CompletionItemKind.Field,
  function: languages.CompletionItemKind.Function,
  constant: languages.CompletionItemKind.Constant,
  variable: languages.CompletionItemKind.Variable,
  type: languages.CompletionItemKind.Struct,
  keyword: languages.CompletionItemKind.Keyword,
  macro: languages.CompletionItemKind.Constant,
}

/** The range of a span in a model. */
export function rangeOf(model: editor.ITextModel, span: { start: number; end: number }): Range {
  const start = model.getPositionAt(span.start)
  // A place without width gets the character after it, so that a squiggle can be seen.
  const end = model.getPositionAt(Math.max(span.end, span.start + 1))
  return new Range(start.lineNumber, start.column, end.lineNumber, end.column)
}

/** Registers the three for C. What it gives is disposed of with the editor. */
export function registerAssist(playground: Playground): { dispose(): void }[] {
  const { engine, store } = playground
  const question = (model: editor.ITextModel, position: { lineNumber: number; column: number }) => ({
    text: model.getValue(),
    offset: model.getOffsetAt(position),
    kernel: scenarioOf(store.getState().document).kernel,
  })

  const completion = languages.registerCompletionItemProvider('c', {
    triggerCharacters: ['.', '>', '"', '/', '#', '('],
    async provideCompletionItems(model, position) {
      const answer = await engine.request('complete', question(model, position))
      if (answer.status !== 'done') return { suggestions: [] }
      const word = model.getWordUntilPosition(position)
      const range = new Range(position.lineNumber, word.startColumn, position.lineNumber, word.endColumn)
      return {
        suggestions: answer.output.map((item) => ({
          label: item.label,
          kind: KINDS[item.kind],
          detail: item.detail,
          documentation: item.documentation,
          insertText: item.insertText,
          range,
        })),
      }
    },
  })

  const hover = languages.registerHoverProvider('c', {
    async provideHover(model, position) {
      const answer = await engine.request('hover', question(model, position))
      if (answer.status !== 'done' || answer.output === null) return null
      const { span, code, paragraphs } = answer.output
      return {
        range: rangeOf(model, span),
        contents: [{ value: `\`\`\`c\n${code}\n\`\`\`` }, ...paragraphs.map((value) => ({ value }))],
      }
    },
  })

  return [completion, hover, registerRepairs(playground, 'c')]
}

/** Registers the repairs that come with our own problems, whatever the language. */
export function registerRepairs({ store }: Playground, language: PolicyLanguage): { dispose(): void } {
  return languages.registerCodeActionProvider(language, {
    provideCodeActions(model, range, context) {
      const { checkup } = store.getState()
      if (checkup.text !== model.getValue()) return { actions: [], dispose() {} }
      const span = {
        start: model.getOffsetAt(range.getStartPosition()),
        end: model.getOffsetAt(range.getEndPosition()),
      }
      const actions = applicableFixes(checkup.diagnostics, span).map(({ diagnostic, fix }) => ({
        title: fix.title,
        kind: 'quickfix',
        diagnostics: context.markers.filter((marker) => marker.message.startsWith(diagnostic.message)),
        isPreferred: true,
        edit: {
          edits: fix.edits.map((edit) => {
            const start = model.getPositionAt(edit.span.start)
            const end = model.getPositionAt(edit.span.end)
            return {
              resource: model.uri,
              versionId: model.getVersionId(),
              textEdit: {
                range: new Range(start.lineNumber, start.column, end.lineNumber, end.column),
                text: edit.text,
              },
            }
          }),
        },
      }))
      return { actions, dispose() {} }
    },
  })
}
