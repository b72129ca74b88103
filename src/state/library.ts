// The galleries as the page lists them and as links and files refer to them, and the printers of the page's files.

import { POLICY_GALLERY, POLICY_GROUPS } from '../gallery/policies.ts'
import { galleryTests } from '../gallery/promises.ts'
import { SCENARIO_GALLERY } from '../gallery/scenarios.ts'
import type { LinkContext } from '../share/form.ts'

export { printScenario } from '../scenario/print.ts'
export { printDocument } from '../share/file.ts'
export { POLICY_GALLERY, POLICY_GROUPS, SCENARIO_GALLERY }

/** What links and files may name instead of carrying it. */
export const LINK_CONTEXT: LinkContext = {
  policies: POLICY_GALLERY.map(({ id, text, typescript }) => ({ id, text, typescript, tests: galleryTests(id) })),
  scenarios: SCENARIO_GALLERY,
}
