// The interfaces through which BPF programs decide about an OOM, one row each: where programs attach, what they may answer, which calls of
// the kernel are the steps of a trace. Whoever needs one of these names asks here, so that a second interface is a second row.

import type { ConstantRow } from './schema.ts'

/** How a program attaches to the kernel. */
export type AttachKind = 'fmod_ret' | 'fentry' | 'tp_btf'

/** A place of the kernel where a program can attach, with the prototype that the kernel calls it with. */
export interface Hook {
  /** What stands in SEC("..."). */
  section: string
  attach: AttachKind
  /** The kernel function; for tp_btf the name without `trace_`. */
  target: string
  /** `verdict`: what it returns decides. `name`: it gives the policy its name. `watch`: what it returns does not count. */
  role: 'verdict' | 'name' | 'watch'
  /** The prototype without the tracepoint's leading context. */
  prototype: string
  /** What returning a value means. */
  returns: string
  doc: string
  source: string
}

/** A value that a program with the role `verdict` may return. */
export interface VerdictRow {
  /** The kernel's constant. */
  name: string
  value: number
  /** In one word, for filters and lists. */
  word: string
  /** True where it ends the walk: nothing is asked after it. */
  ends: boolean
  doc: string
  source: string
}

/** Another spelling of a verdict, which documents of the interface use although its code does not have it. */
export interface SpellingRow {
  written: string
  meant: string
  doc: string
  source: string
}

export interface OomInterface {
  /** As people call it: `the hook bpf_oom_evaluate_task()`. */
  name: string
  /** The series that brought it. */
  origin: string
  hooks: readonly Hook[]
  verdicts: readonly VerdictRow[]
  /** The value of the verdict that any number without a row counts as. */
  otherwise: number
  spellings: readonly SpellingRow[]
  /** Constants that kernels without the interface lack, besides the verdicts. */
  constants: readonly string[]
  /** The kernel functions each call of which is one step of a trace. */
  steps: readonly string[]
}

const RFC = 'mm/oom_kill.c (RFC v2, patch 1/5)'

/** Verdicts of `bpf_oom_evaluate_task()`. */
const EVALUATE_VERDICTS = [
  {
    name: 'NO_BPF_POLICY',
    value: 0,
    word: 'default',
    ends: false,
    doc: 'No opinion: the next program is asked, and after the last one the kernel decides about this task by its own rules. Any value other than 1, 2 and 3 means the same.',
    source: RFC,
  },
  {
    name: 'BPF_EVAL_ABORT',
    value: 1,
    word: 'abort',
    ends: true,
    doc: 'Stop the selection and forget the task chosen so far: nobody is killed, and the allocation tries again.',
    source: RFC,
  },
  {
    name: 'BPF_EVAL_NEXT',
    value: 2,
    word: 'next',
    ends: false,
    doc: 'Pass over this task and go on with the next.',
    source: RFC,
  },
  {
    name: 'BPF_EVAL_SELECT',
    value: 3,
    word: 'select',
    ends: false,
    doc: 'Choose this task instead of the one chosen so far and continue: the last one selected is killed.',
    source: RFC,
  },
] as const satisfies readonly VerdictRow[]

/** What any number without a row counts as. */
const [NO_OPINION] = EVALUATE_VERDICTS

/** The name of a verdict, as breakpoints, links and files have it. */
export type Verdict = (typeof EVALUATE_VERDICTS)[number]['name']

export const VERDICTS: readonly Verdict[] = EVALUATE_VERDICTS.map(({ name }) => name)

/** The hook that every policy of `EVALUATE_TASK` has: messages show it as the program to write. */
export const VERDICT_HOOK: Hook = {
  section: 'fmod_ret/bpf_oom_evaluate_task',
  attach: 'fmod_ret',
  target: 'bpf_oom_evaluate_task',
  role: 'verdict',
  prototype: 'int bpf_oom_evaluate_task(struct task_struct *task, struct oom_control *oc)',
  returns:
    'The verdict: NO_BPF_POLICY, BPF_EVAL_ABORT, BPF_EVAL_NEXT or BPF_EVAL_SELECT. Any other value counts as NO_BPF_POLICY.',
  doc: 'Asked once for every task that the kernel considers: what is to happen to it?',
  source: 'RFC v2 1/5, mm/oom_kill.c: bpf_oom_evaluate_task()',
}

/**
 * The hook of RFC v2 of "mm: Select victim using bpf_oom_evaluate_task" (August 2023): select_bad_process() asks about one task after the
 * other. What its functions do stands in `oom_kill.c`.
 */
export const EVALUATE_TASK: OomInterface = {
  name: 'the hook bpf_oom_evaluate_task()',
  origin: 'RFC v2 of the series "mm: Select victim using bpf_oom_evaluate_task" (2023)',
  hooks: [
    VERDICT_HOOK,
    {
      section: 'fentry/bpf_set_policy_name',
      attach: 'fentry',
      target: 'bpf_set_policy_name',
      role: 'name',
      prototype: 'void bpf_set_policy_name(struct oom_control *oc)',
      returns: 'Always 0.',
      doc: 'Called before the selection begins; set_oom_policy_name() here names the policy in the kernel log.',
      source: 'RFC v2 2/5, mm/oom_kill.c: bpf_set_policy_name()',
    },
    {
      section: 'fentry/oom_kill_process',
      attach: 'fentry',
      target: 'oom_kill_process',
      role: 'watch',
      prototype: 'void oom_kill_process(struct oom_control *oc, const char *message)',
      returns: 'Always 0.',
      doc: 'Called when a victim has been chosen and is about to be killed: oc->chosen is that task.',
      source: 'mm/oom_kill.c: oom_kill_process()',
    },
    {
      section: 'tp_btf/select_bad_process_end',
      attach: 'tp_btf',
      target: 'select_bad_process_end',
      role: 'watch',
      prototype: 'void select_bad_process_end(struct oom_control *oc)',
      returns: 'Not used.',
      doc: 'Called when the selection ended with nobody chosen.',
      source: 'RFC v2 3/5, include/trace/events/oom.h',
    },
    {
      section: 'tp_btf/mark_victim',
      attach: 'tp_btf',
      target: 'mark_victim',
      role: 'watch',
      prototype: 'void mark_victim(struct task_struct *task, unsigned int uid)',
      returns: 'Not used.',
      doc: 'Called when a task is marked as the OOM victim.',
      source: 'include/trace/events/oom.h',
    },
  ],
  verdicts: EVALUATE_VERDICTS,
  otherwise: NO_OPINION.value,
  spellings: [
    {
      written: 'BPF_EAVL_SELECT',
      meant: 'BPF_EVAL_SELECT',
      doc: "BPF_EVAL_SELECT as the interface's document misspells it. The kernel's enum has no such name, so an export defines it.",
      source: 'Documentation/bpf/oom.rst (RFC v2, patch 5/5)',
    },
  ],
  constants: ['POLICY_NAME_LEN'],
  steps: ['oom_evaluate_task'],
}

/** The parameters of a hook as C spells them: `struct task_struct *task, struct oom_control *oc`. */
export const parametersOf = ({ prototype }: Hook): string =>
  prototype.slice(prototype.indexOf('(') + 1, prototype.lastIndexOf(')'))

/** Every interface that a policy may be written for. */
export const INTERFACES: readonly OomInterface[] = [EVALUATE_TASK]

/** Every place where a program may attach, of all interfaces. */
export const HOOKS: readonly Hook[] = INTERFACES.flatMap(({ hooks }) => hooks)

export const findHook = (section: string): Hook | undefined => HOOKS.find((hook) => hook.section === section)

/** The hook on a kernel function. */
export const hookOn = (target: string): Hook | undefined => HOOKS.find((hook) => hook.target === target)

/** What a program on this kernel function is asked for; undefined where none can attach. */
export const roleOf = (target: string): Hook['role'] | undefined => hookOn(target)?.role

const STEPS: ReadonlySet<string> = new Set(INTERFACES.flatMap(({ steps }) => steps))

/** True for a kernel function each call of which is one step of a trace. */
export const isStepFunction = (name: string): boolean => STEPS.has(name)

export const STEP_FUNCTIONS: readonly string[] = [...STEPS]

/** The row that a returned number counts as. */
export const verdictOf = (value: number): VerdictRow => findVerdict(value) ?? NO_OPINION

const findVerdict = (value: number): VerdictRow | undefined => EVALUATE_VERDICTS.find((row) => row.value === value)

/** True where a returned number is a verdict of its own, and does not merely count as one. */
export const isVerdict = (value: number): boolean => findVerdict(value) !== undefined

/** The constant that a returned number is, or the number itself where it is no verdict. */
export const verdictName = (value: number): string => findVerdict(value)?.name ?? String(value)

/** The number of a verdict. */
export const verdictValue = (verdict: Verdict): number =>
  (EVALUATE_VERDICTS.find(({ name }) => name === verdict) ?? NO_OPINION).value

const SPELLINGS: ReadonlyMap<string, string> = new Map(
  INTERFACES.flatMap(({ spellings }) => spellings.map(({ written, meant }) => [written, meant] as const)),
)

/** The constant that a misspelt one stands for; undefined for a name that is spelt as the kernel spells it. */
export const meantBy = (name: string): string | undefined => SPELLINGS.get(name)

/** The verdicts as constants of C: the kernel's enumerators, and each other spelling as a #define. */
export const verdictConstants = ({ verdicts, spellings }: OomInterface): readonly ConstantRow[] => [
  ...verdicts.map(({ name, value, doc, source }) => ({
    name,
    value: BigInt(value),
    type: 'int',
    doc,
    source,
    inVmlinux: true,
  })),
  ...spellings.flatMap(({ written, meant, doc, source }) =>
    verdicts
      .filter(({ name }) => name === meant)
      .map(({ value }) => ({ name: written, value: BigInt(value), type: 'int', doc, source, inVmlinux: false })),
  ),
]

const OWN_CONSTANTS: ReadonlySet<string> = new Set(
  INTERFACES.flatMap((one) => [...one.constants, ...verdictConstants(one).map(({ name }) => name)]),
)

/** True for a constant that kernels without the interface do not have. */
export const isInterfaceConstant = (name: string): boolean => OWN_CONSTANTS.has(name)
