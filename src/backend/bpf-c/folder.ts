// What a person downloads: the policy, a loader for it, and all that is needed to build, run and understand them.

import type { FolderOptions } from './folder-options.ts'
import type { Unit } from '../../policy/ir.ts'
import { exportPolicy, type ExportedFile } from './export.ts'
import { kitOf } from './kit/index.ts'
import { printMakefile } from './makefile.ts'
import { printReadme } from './readme.ts'

/** Where the contents of the maps stand. */
export const MAP_FILE = 'maps.txt'

/** All files of the export, the policy's own first. */
export function exportFolder(
  source: { language: 'c'; text: string },
  unit: Unit,
  options: FolderOptions,
): ExportedFile[] {
  const { name, text } = exportPolicy(source, unit, options)
  const kit = Object.entries(kitOf(options.target)).map(([file, content]) => ({ name: file, text: content }))
  return [
    { name, text },
    ...kit,
    ...(options.maps === null ? [] : [{ name: MAP_FILE, text: options.maps }]),
    {
      name: 'Makefile',
      text: printMakefile(
        name,
        kit.map((file) => file.name),
      ),
    },
    { name: 'README.md', text: printReadme(unit, name, options) },
  ]
}
