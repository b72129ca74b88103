// Monaco with the features that this page uses and no others, its worker, and a theme from the page's tokens. Loaded lazily, and only here.

import { editor, languages } from 'monaco-editor/editor/editor.api.js'
import 'monaco-editor/features/bracketMatching/register.js'
import 'monaco-editor/features/caretOperations/register.js'
import 'monaco-editor/features/clipboard/register.js'
import 'monaco-editor/features/codeAction/register.js'
import 'monaco-editor/features/codeEditor/register.js'
import 'monaco-editor/features/codicon/register.js'
import 'monaco-editor/features/comment/register.js'
import 'monaco-editor/features/contextmenu/register.js'
import 'monaco-editor/features/cursorUndo/register.js'
import 'monaco-editor/features/find/register.js'
import 'monaco-editor/features/folding/register.js'
import 'monaco-editor/features/gotoError/register.js'
import 'monaco-editor/features/gotoLine/register.js'
import 'monaco-editor/features/hover/register.js'
import 'monaco-editor/features/indentation/register.js'
import 'monaco-editor/features/lineSelection/register.js'
import 'monaco-editor/features/linesOperations/register.js'
import 'monaco-editor/features/multicursor/register.js'
import 'monaco-editor/features/smartSelect/register.js'
import 'monaco-editor/features/snippet/register.js'
// The feature of this name is only about ghost text; the list of completions is in the controller.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController.js'
import 'monaco-editor/features/toggleTabFocusMode/register.js'
import 'monaco-editor/features/tokenization/register.js'
import 'monaco-editor/features/wordHighlighter/register.js'
import 'monaco-editor/features/wordOperations/register.js'
import 'monaco-editor/languages/definitions/cpp/register.js'
// TypeScript's service brings all features, and services count only if they are known before the first editor.
import 'monaco-editor/editor/common/services/treeViewsDndService.js'
import 'monaco-editor/editor/contrib/codelens/browser/codeLensCache.js'

/** Starts Monaco's own worker. */
export const makeEditorWorker = (): Worker =>
  new Worker(new URL('./editor.worker.ts', import.meta.url), { type: 'module', name: 'monaco' })

self.MonacoEnvironment = { getWorker: makeEditorWorker }

/** The colour of a token as `#rrggbb`: Monaco takes no CSS variables. A canvas resolves whatever CSS can say. */
function resolveColour(name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(--${name})`
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number)
  return `#${[red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}

/** Makes Monaco's theme anew from the tokens as they are now. */
export function applyTheme(dark: boolean, contrast: boolean): void {
  const colour = resolveColour
  const bare = (name: string) => colour(name).slice(1)
  const name = `playground-${dark ? 'dark' : 'light'}${contrast ? '-contrast' : ''}`
  editor.defineTheme(name, {
    base: contrast ? (dark ? 'hc-black' : 'hc-light') : dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: '', foreground: bare('ink') },
      { token: 'comment', foreground: bare('code-comment') },
      { token: 'string', foreground: bare('code-string') },
      { token: 'number', foreground: bare('code-number') },
      { token: 'keyword', foreground: bare('code-keyword') },
      { token: 'keyword.directive', foreground: bare('code-directive') },
    ],
    colors: {
      'editor.background': colour('surface'),
      'editor.foreground': colour('ink'),
      'editorLineNumber.foreground': colour('ink-soft'),
      'editorLineNumber.activeForeground': colour('ink'),
      'editor.lineHighlightBackground': colour('surface-sunk'),
      'editor.lineHighlightBorder': '#00000000',
      'editorError.foreground': colour('victim'),
      'editorWarning.foreground': colour('shield'),
      'editorHint.foreground': colour('default'),
      'editorWidget.background': colour('surface-raised'),
      'editorWidget.border': colour('rule-strong'),
      'editorHoverWidget.background': colour('surface-raised'),
      'editorSuggestWidget.background': colour('surface-raised'),
      focusBorder: colour('focus'),
    },
  })
  editor.setTheme(name)
}

export { editor, languages }
export { MarkerSeverity, Range, Uri } from 'monaco-editor/editor/editor.api.js'
