// The words of the kernel's verifier (or of clang or libbpf) as a rule gives them, with %d and %s for what varies.

const PLACEHOLDER = /%[ds]/g

const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)

/** Matches a text that has such words in it, whatever stands for %d and %s. */
export function wordsPattern(words: string): RegExp {
  const fixed = words.split(PLACEHOLDER).map(escaped)
  const varying = [...words.matchAll(PLACEHOLDER)].map(([kind]) => (kind === '%d' ? String.raw`-?\d+` : '.+?'))
  return new RegExp(fixed.map((part, at) => `${part}${varying[at] ?? ''}`).join(''))
}
