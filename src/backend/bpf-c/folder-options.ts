// What a person chooses about an exported folder.

import type { ExportOptions } from './export.ts'

export interface FolderOptions extends ExportOptions {
  /** The text of the file that fills the policy's maps; null when the policy has none. */
  maps: string | null
}
