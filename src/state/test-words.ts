// Tests in words and as values, for views.

export {
  DEFAULT_SHUFFLES,
  formatOutcomeWord,
  formatTest,
  MOST_SHUFFLES,
  TEST_KINDS,
  TEST_OUTCOMES,
} from '../share/tests.ts'
export { PAGE_BYTES, parseSize } from '../scenario/size.ts'
