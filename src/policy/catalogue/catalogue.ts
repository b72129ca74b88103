// The catalogue of everything that can be said about a policy: the list of the modules that have a rule. A test compiles every example, and
// complains of a module that is not listed.

import * as cpuCgroup from '../advice/rules/cpu-cgroup.ts'
import * as endlessAbort from '../advice/rules/endless-abort.ts'
import * as lastSelectWins from '../advice/rules/last-select-wins.ts'
import * as nobodyChosen from '../advice/rules/nobody-chosen.ts'
import * as rawCounter from '../advice/rules/raw-counter.ts'
import * as selectsDying from '../advice/rules/selects-dying.ts'
import * as selectsUnkillable from '../advice/rules/selects-unkillable.ts'
import * as truthVerdict from '../advice/rules/truth-verdict.ts'
import * as unsetPoints from '../advice/rules/unset-points.ts'
import * as arithmetic from '../c/lower/rules/arithmetic.ts'
import * as calls from '../c/lower/rules/calls.ts'
import * as conversions from '../c/lower/rules/conversions.ts'
import * as flow from '../c/lower/rules/flow.ts'
import * as maps from '../c/lower/rules/maps.ts'
import * as members from '../c/lower/rules/members.ts'
import * as names from '../c/lower/rules/names.ts'
import * as programs from '../c/lower/rules/programs.ts'
import * as storage from '../c/lower/rules/storage.ts'
import * as declarators from '../c/parse/rules/declarators.ts'
import * as syntax from '../c/parse/rules/syntax.ts'
import * as literals from '../c/text/rules/literals.ts'
import * as macros from '../c/text/rules/macros.ts'
import * as preprocessor from '../c/text/rules/preprocessor.ts'
import type { Rule } from './rule.ts'
import * as tsConstructs from '../typescript/rules/constructs.ts'
import * as tsPrograms from '../typescript/rules/programs.ts'
import * as tsText from '../typescript/rules/text.ts'
import * as tsTypes from '../typescript/rules/types.ts'
import * as tsValues from '../typescript/rules/values.ts'
import * as accumulated from '../verifier/rules/accumulated.ts'
import * as wrongArgument from '../verifier/rules/wrong-argument.ts'
import * as bounds from '../verifier/rules/bounds.ts'
import * as callDepth from '../verifier/rules/call-depth.ts'
import * as division from '../verifier/rules/division.ts'
import * as globalFunction from '../verifier/rules/global-function.ts'
import * as kernelStruct from '../verifier/rules/kernel-struct.ts'
import * as kernelWrite from '../verifier/rules/kernel-write.ts'
import * as modifiedPointer from '../verifier/rules/modified-pointer.ts'
import * as mapFunction from '../verifier/rules/map-function.ts'
import * as memberWidth from '../verifier/rules/member-width.ts'
import * as pointerArithmetic from '../verifier/rules/pointer-arithmetic.ts'
import * as spinLock from '../verifier/rules/spin-lock.ts'
import * as nullCheck from '../verifier/rules/null-check.ts'
import * as policyName from '../verifier/rules/policy-name.ts'
import * as references from '../verifier/rules/references.ts'
import * as returns from '../verifier/rules/returns.ts'
import * as scalarDereference from '../verifier/rules/scalar-dereference.ts'
import * as stack from '../verifier/rules/stack.ts'
import * as unboundedLoop from '../verifier/rules/unbounded-loop.ts'
import * as uninitialised from '../verifier/rules/uninitialised.ts'

/** Rules about one thing, under the heading that a list of them has. */
export interface RuleArea {
  title: string
  rules: readonly Rule[]
}

/** True for the rules among what a module exports. */
export const isRule = (value: unknown): value is Rule =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'rule'

const area = (title: string, modules: readonly object[]): RuleArea => ({
  title,
  rules: modules.flatMap((module) => Object.values(module).filter(isRule)),
})

/** The rules of the advice, which speak about policies that are otherwise in order. */
export const ADVICE: RuleArea = area('What hurts although the kernel accepts it', [
  truthVerdict,
  lastSelectWins,
  selectsUnkillable,
  selectsDying,
  unsetPoints,
  nobodyChosen,
  endlessAbort,
  cpuCgroup,
  rawCounter,
])

export const RULE_AREAS: readonly RuleArea[] = [
  ADVICE,
  area('What the verifier refuses', [
    unboundedLoop,
    accumulated,
    nullCheck,
    scalarDereference,
    bounds,
    kernelStruct,
    memberWidth,
    pointerArithmetic,
    mapFunction,
    spinLock,
    globalFunction,
    kernelWrite,
    wrongArgument,
    modifiedPointer,
    references,
    returns,
    policyName,
    stack,
    callDepth,
    division,
    uninitialised,
  ]),
  area('Programs and maps', [programs, maps]),
  area('What C means', [names, calls, members, conversions, storage, arithmetic, flow]),
  area('How C is written', [syntax, declarators, literals, macros, preprocessor]),
  area('Policies in TypeScript', [tsPrograms, tsValues, tsTypes, tsConstructs, tsText]),
]

export const CATALOGUE: readonly Rule[] = RULE_AREAS.flatMap(({ rules }) => rules)

/** The rule of a code, or null. */
export const findRule = (code: string): Rule | null => CATALOGUE.find((rule) => rule.code === code) ?? null
