// What the engine says about rules: it has the catalogue, so the page does not download it.

import { useMemo } from 'react'

import type { Explanation, RuleAreaSummary } from '../../policy/catalogue/answers.ts'
import { usePlayground } from '../playground.ts'
import { useAnswer, type Asked, type AskPlayground } from '../useAnswer.ts'
import type { EngineClient } from '../../worker/client.ts'

const askRules: AskPlayground<EngineClient, readonly RuleAreaSummary[]> = (_, engine) => engine.request('rules', null)

/** Every rule, by area. */
export const useRules = (): Asked<readonly RuleAreaSummary[]> => useAnswer(usePlayground().engine, askRules)

const askExplanation: AskPlayground<{ code: string }, Explanation | null> = ({ engine }, question) =>
  engine.request('explain', question)

/** Everything about the rule of a code; null where no rule has it. */
export const useExplanation = (code: string): Asked<Explanation | null> =>
  useAnswer(
    useMemo(() => ({ code }), [code]),
    askExplanation,
  )
