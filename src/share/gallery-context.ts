// The galleries as links and files refer to them: what is named there instead of being carried along.

import { POLICY_GALLERY } from '../gallery/policies.ts'
import { galleryTests } from '../gallery/promises.ts'
import { SCENARIO_GALLERY } from '../gallery/scenarios.ts'
import type { LinkContext } from './form.ts'

export const GALLERY_CONTEXT: LinkContext = {
  policies: POLICY_GALLERY.map(({ id, text, typescript }) => ({ id, text, typescript, tests: galleryTests(id) })),
  scenarios: SCENARIO_GALLERY,
}
