// Monaco's own worker: word highlighting, links and diffs, away from the page's thread.

import 'monaco-editor/editor/editor.worker.js'
