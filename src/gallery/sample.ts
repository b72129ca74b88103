// The policy that a first visit shows, on its best scenario. It stands alone, because the other policies are loaded later.

import type { GalleryPolicy } from './policy.ts'
import spareOne from './policies/spare-one.bpf.c?raw'

const [inTypeScript = ''] = Object.values(
  import.meta.glob<string>('./policies/spare-one.policy.ts', { query: '?raw', import: 'default', eager: true }),
)

export const SAMPLE_POLICY: GalleryPolicy = {
  id: 'spare-one',
  group: 'first',
  title: 'Spare one process',
  teaches:
    'The shortest policy that changes anything: NEXT passes one process over; the kernel decides about the others.',
  source: 'The shortest answer to the question that the hook asks.',
  ties: 'The later one wins, as in the kernel.',
  text: spareOne,
  typescript: inTypeScript,
  bestScenario: 'one-hog',
}
