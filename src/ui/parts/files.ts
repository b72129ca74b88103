// Handing text to the person: the clipboard and downloads.

/** True when the text is in the clipboard; false where the browser did not allow it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

export const downloadText = (name: string, text: string): void =>
  downloadBlob(name, new Blob([text], { type: 'text/plain' }))

/** Saves files as one zip archive in which they stand in a folder of the archive's name. The packer is loaded when it is first used. */
export async function downloadZip(folder: string, files: readonly { name: string; text: string }[]): Promise<void> {
  const { strToU8, zipSync } = await import('fflate')
  const entries = Object.fromEntries(files.map(({ name, text }) => [`${folder}/${name}`, strToU8(text)]))
  downloadBlob(`${folder}.zip`, new Blob([zipSync(entries)], { type: 'application/zip' }))
}

function downloadBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob)
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = name
  anchor.click()
  URL.revokeObjectURL(url)
}

/** A file name made of a title: `Protect postgres` -> `protect-postgres`. */
export const fileNameOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || 'untitled'
