// TypeScript in Monaco: its service knows the kernel's declarations and nothing else, no library and no DOM. Loaded only when a policy in
// TypeScript is open, and the service's worker with it.

import 'monaco-editor/features/parameterHints/register.js'
import 'monaco-editor/languages/definitions/typescript/register.js'
import {
  getTypeScriptWorker,
  ScriptTarget,
  typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register.js'

import { type editor, languages, makeEditorWorker } from './monaco.ts'

/** The service's worker as Monaco itself would start it, so that the build has it once. */
async function makeTypeScriptWorker(): Promise<Worker> {
  const { default: TypeScriptWorker } = await import('monaco-editor/languages/features/typescript/ts.worker.js?worker')
  return new TypeScriptWorker()
}

self.MonacoEnvironment = {
  getWorker: (_id, label) => (label === 'typescript' ? makeTypeScriptWorker() : makeEditorWorker()),
}

typescriptDefaults.setCompilerOptions({
  noLib: true,
  noEmit: true,
  strict: true,
  allowNonTsExtensions: true,
  target: ScriptTarget.ESNext,
})
// Problems are asked for below, so that none is shown twice.
typescriptDefaults.setDiagnosticsOptions({ noSemanticValidation: true, noSyntaxValidation: true })
typescriptDefaults.setModeConfiguration({
  completionItems: true,
  hovers: true,
  signatureHelp: true,
  documentHighlights: true,
})

/** Gives the service the declarations of a policy's world. */
export function declareKernel(typings: string): void {
  typescriptDefaults.setExtraLibs([{ content: typings, filePath: 'inmemory://policy/kernel.d.ts' }])
}

/** What TypeScript finds wrong, as offsets and a sentence. */
export interface TypeScriptProblem {
  span: { start: number; end: number }
  message: string
}

interface MessageChain {
  messageText: string
  next?: readonly MessageChain[] | undefined
}

/** A message with its reasons, one line each. */
const flat = (message: string | MessageChain): string =>
  typeof message === 'string' ? message : [message.messageText, ...(message.next ?? []).map(flat)].join('\n')

/** Resolves when Monaco has set up the service, which it begins with the first model in TypeScript. */
const isSetUp = new Promise<void>((resolve) => {
  languages.onLanguage('typescript', () => resolve())
})

/** What the types of a model are wrong about; its syntax is our own parser's business. */
export async function typeProblems(model: editor.ITextModel): Promise<TypeScriptProblem[]> {
  await isSetUp
  const forModels = await getTypeScriptWorker().catch(() => null)
  if (forModels === null) return []
  const service = await forModels(model.uri)
  if (model.isDisposed()) return []
  const found = await service.getSemanticDiagnostics(model.uri.toString())
  return found.map(({ start = 0, length = 0, messageText }) => ({
    span: { start, end: start + length },
    message: flat(messageText),
  }))
}
