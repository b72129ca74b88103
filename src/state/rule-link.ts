// Links to one rule: `#why=CODE`. They hold no document, so whatever is on the screen stays there.

const PREFIX = 'why='

/** The fragment that opens the explanation of a rule. */
export const ruleFragment = (code: string): string => `${PREFIX}${code}`

/** The code that a fragment asks to explain; null for the fragments that hold a document. */
export const ruleOfFragment = (fragment: string): string | null =>
  fragment.startsWith(PREFIX) ? fragment.slice(PREFIX.length) : null
