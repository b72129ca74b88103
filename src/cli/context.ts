// The galleries as links and files refer to them.

import { POLICY_GALLERY } from '../policy/gallery/index.ts'
import { galleryTests } from '../policy/gallery/tests.ts'
import { SCENARIO_GALLERY } from '../scenario/gallery/index.ts'
import type { LinkContext } from '../share/form.ts'

export const LINK_CONTEXT: LinkContext = {
  policies: POLICY_GALLERY.map(({ id, text, typescript }) => ({ id, text, typescript, tests: galleryTests(id) })),
  scenarios: SCENARIO_GALLERY,
}
