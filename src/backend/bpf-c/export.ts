// The export of a C policy: the author's text, completed so that it compiles on its own with clang and libbpf's headers. Names, comments
// and layout stay; what is added stands at the top, what is changed is named there.
//
// A division whose divisor may be 0 is left as written: BPF gives 0 for it, and so does what clang makes of it; where the divisor is 0
// for certain, the verifier's `division-guard` hint says so.

import { EVALUATE_TASK, meantBy } from '../../kernel/interfaces.ts'
import type { KernelVersion } from '../../kernel/versions.ts'
import type { TextEdit } from '../../policy/diagnostics.ts'
import type { Unit } from '../../policy/ir.ts'
import type { Span } from '../../policy/span.ts'
import { renameCollisions, type Renames } from './collisions.ts'
import { definitions, externs, undeclaredKfuncs } from './compat.ts'
import { kernelDeclarations, namesOfVmlinux } from './declarations.ts'
import { includeEdits, includeLines, libbpfHeader, type IncludeLine } from './includes.ts'
import { namesOf, type Names } from './names.ts'
import { parameterEdits } from './parameters.ts'
import { steppedStructs } from './stepped.ts'
import type { ExportTarget } from './targets.ts'
import { applyEdits, insertion, throughLines, type EditedText, type LineMap } from './text-edits.ts'
import { walkOf, walkText, wrapEdits } from './wrap.ts'

export interface ExportOptions {
  target: ExportTarget
  kernel: KernelVersion
  /** The link that opens the policy in the playground, or null. */
  link: string | null
  title: string
  /** What the file is called, without a folder; made from the title where it is left out. */
  fileName?: string | undefined
  /** Values of the parameters, as the page shows them. */
  parameters: Readonly<Record<string, string>>
}

export interface ExportedFile {
  name: string
  text: string
}

/** The policy's own file. */
export interface ExportedPolicy extends ExportedFile {
  /** For each of its lines the line of the policy's text that it shows. */
  lines: LineMap
}

/** Exports a policy's text. The policy should be free of errors; the export of one that is not is as good as its text. */
export function exportPolicy(
  source: { language: 'c'; text: string },
  unit: Unit,
  options: ExportOptions,
): ExportedPolicy {
  return { name: options.fileName ?? nameOfTitle(options.title), ...exportText(source.text, unit, options) }
}

const nameOfTitle = (title: string): string => {
  const slug = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
  return `${slug === '' ? 'policy' : slug}.bpf.c`
}

/** What an earlier export put into the text: its comment and its declarations, which are made anew. */
const EARLIER_COMMENT =
  /^\/\*\n(?: \*[^\n]*\n)*? \* With a vmlinux\.h of your own add -DUSE_VMLINUX_H[^\n]*\n(?: \*[^\n/]*\n)* \*\/\n\n?/m
const EARLIER_DECLARATIONS = /^#ifdef USE_VMLINUX_H\n[^]*?^#endif \/\* USE_VMLINUX_H \*\/$/m

/** The text without what an earlier export put into it. */
function withoutEarlier(source: string): EditedText {
  const found = (pattern: RegExp, text: string) => {
    const match = pattern.exec(source)
    return match === null ? [] : [{ span: { start: match.index, end: match.index + match[0].length }, text }]
  }
  return applyEdits(source, [...found(EARLIER_COMMENT, ''), ...found(EARLIER_DECLARATIONS, '#include "vmlinux.h"')])
}

function exportText(source: string, unit: Unit, options: ExportOptions): EditedText {
  const base = withoutEarlier(source)
  const { text } = base
  const walk = walkOf(options.target)
  const names = namesOf(text, options.kernel)
  const includes = includeLines(text, names.tokens)
  const renames = renameCollisions(names)
  const kfuncs = undeclaredKfuncs(names).filter((row) => walk === null || row.name !== 'set_oom_policy_name')
  // The declarations must stand before everything that uses them, so the first header gives way to them.
  const home = includes.find((line) => line.depth === 0) ?? null
  const declared = walk === null ? names : withTasks(names, walk.tags)
  const declarations = declarationBlock(
    kernelDeclarations(declared, options.kernel, kfuncs, steppedStructs(unit, names)),
    namesOfVmlinux(names),
  )
  const added = [
    missingHeaders(names, includes),
    definitions(names, options.kernel).join('\n'),
    externs(kfuncs).join('\n'),
    walk === null ? '' : `#include "${walk.before}"`,
    unit.license === null ? licenceLine(names) : '',
    rodataLine(unit, names),
  ].filter((part) => part !== '')
  const edits: TextEdit[] = [
    ...headerEdits(text, unit, options, renames, names),
    ...includeEdits(includes, home, home === null ? '' : declarations + gapAfter(text, home)),
    ...renames.edits,
    ...respellings(names).map(({ span, meant }) => ({ span, text: meant })),
    ...parameterEdits(names, unit, options.parameters),
    ...(walk === null ? [] : wrapEdits(names, unit, walk)),
  ]
  const last = includes.filter((line) => line.depth === 0).at(-1)
  if (last === undefined) {
    edits.push(insertion(afterFirstComment(text), `${[declarations, ...added].join('\n\n')}\n\n`))
  } else if (added.length > 0) edits.push(insertion(lineEnd(text, last.span.end), `\n\n${added.join('\n\n')}`))
  const end = text.endsWith('\n') ? '' : '\n'
  edits.push(
    insertion(
      text.length,
      walk === null
        ? end
        : `${end}\n${walkText(names, unit, walk, nameOfTitle(options.title).replace(/\.bpf\.c$/, ''))}`,
    ),
  )
  return throughLines(base, applyEdits(text, edits))
}

/** A walk follows tasks, fills in an oom_control and keeps a map, whether or not the policy names these. */
const withTasks = (names: Names, more: readonly string[]): Names => ({
  ...names,
  identifiers: new Set([...names.identifiers, 'BPF_MAP_TYPE_ARRAY']),
  tags: new Set([...names.tags, 'task_struct', 'oom_control', ...more]),
})

/** The declarations, with the way out for those who have a vmlinux.h. What the policy declares itself has another name in there. */
function declarationBlock(declarations: string, taken: readonly string[]): string {
  const include = [
    ...(taken.length === 0 ? [] : ['/* The policy declares these names itself. */']),
    ...taken.map((name) => `#define ${name} vmlinux_${name}`),
    '#include "vmlinux.h"',
    ...taken.map((name) => `#undef ${name}`),
  ]
  return `#ifdef USE_VMLINUX_H\n${include.join('\n')}\n#else\n${declarations}\n#endif /* USE_VMLINUX_H */`
}

/** A blank line after the declarations, unless the text has one there. */
const gapAfter = (text: string, home: IncludeLine): string =>
  libbpfHeader(home) !== null || /^[^\n]*\r?\n\s*\n/.test(text.slice(home.span.end)) ? '' : '\n'

/** libbpf's headers that the text needs and does not include. */
function missingHeaders(names: Names, includes: readonly IncludeLine[]): string {
  const present = new Set(includes.map(libbpfHeader))
  const uses = (pattern: RegExp): boolean => [...names.identifiers].some((name) => pattern.test(name))
  const wanted = [
    'bpf/bpf_helpers.h',
    ...(uses(/^(BPF_PROG|PT_REGS_\w+)$/) ? ['bpf/bpf_tracing.h'] : []),
    ...(uses(/^(BPF_CORE_READ|BPF_PROBE_READ|bpf_core_)/) ? ['bpf/bpf_core_read.h'] : []),
    ...(uses(/^bpf_(hton|ntoh|cpu_to_be|be\d+_to_cpu)/) ? ['bpf/bpf_endian.h'] : []),
  ]
  return wanted
    .filter((header) => !present.has(header))
    .map((header) => `#include <${header}>`)
    .join('\n')
}

/** Sizes of constants that clang keeps in sections of their own: .rodata.cst4 to .rodata.cst32. */
const MERGED_SIZES: ReadonlySet<number> = new Set([4, 8, 16, 32])

/** Where all constants are of such a size there is no .rodata, and libbpf 1.1 does not open the object for want of it. */
function rodataLine(unit: Unit, names: Names): string {
  const constants = unit.globals.filter(({ section, synthetic }) => section === 'rodata' && !synthetic)
  const merged = constants.some(({ parameter, size }) => !parameter && MERGED_SIZES.has(size))
  if (!merged || constants.some(({ parameter }) => parameter) || names.declared.has('keep_rodata')) return ''
  return '/* libbpf looks for .rodata, and clang puts small tables into sections of their own. */\nconst char keep_rodata[3] = "";'
}

function licenceLine(names: Names): string {
  const name = names.identifiers.has('LICENSE') ? '_license' : 'LICENSE'
  return `/* The kernel lets only programs under a GPL-compatible licence use its structs and helpers. */\nchar ${name}[] SEC("license") = "GPL";`
}

interface Respelling {
  written: string
  meant: string
  span: Span
}

/** Constants in a spelling that the kernel does not have, where the policy does not define them itself. */
const respellings = ({ tokens, macros, declared }: Names): Respelling[] =>
  tokens.flatMap(({ text, span }): Respelling[] => {
    const meant = macros.has(text) || declared.has(text) ? undefined : meantBy(text)
    return meant === undefined ? [] : [{ written: text, meant, span }]
  })

const PURPOSES: Readonly<Record<ExportTarget, string>> = {
  fmod_ret: `An OOM policy for kernels with ${EVALUATE_TASK.name} (fmod_ret).`,
  struct_ops: 'An OOM policy as a handler of bpf_oom_ops (struct_ops), the interface of a series that is not merged.',
  iter: 'The dry run of an OOM policy: it says whom it would choose on this machine (iter/task), and kills nobody.',
}

const SPDX = /^(\uFEFF?[ \t]*(?:\/\/|\/\*)[^\n]*SPDX-License-Identifier:[^\n]*\n)/

/** The comment at the top: title, link, how to compile, and what was renamed. */
function headerEdits(text: string, unit: Unit, options: ExportOptions, renames: Renames, names: Names): TextEdit[] {
  const [spdx = ''] = SPDX.exec(text) ?? []
  const misspelt = new Map(respellings(names).map(({ written, meant }) => [written, meant]))
  const lines = [
    oneLine(options.title),
    '',
    PURPOSES[options.target],
    ...(options.link === null ? [] : [`Made with the BPF OOM policy playground: ${oneLine(options.link)}`]),
    'Compile it with: clang -target bpf -g -O2 -c FILE.bpf.c -o FILE.bpf.o',
    'With a vmlinux.h of your own add -DUSE_VMLINUX_H -I its folder.',
    ...[...renames.names].map(([from, to]) => `Renamed, because clang knows the name: ${from} is ${to} here.`),
    ...[...misspelt].map(([from, to]) => `${from}, the spelling of the hook's documentation, is ${to} here.`),
  ]
  const comment = `/*\n${lines.map((line) => (line === '' ? ' *' : ` * ${line}`)).join('\n')}\n */\n`
  const identifier = spdx === '' ? `// SPDX-License-Identifier: ${licenceIdentifier(unit.license)}\n` : ''
  return [insertion(spdx.length, `${identifier}${comment}\n`)]
}

/** The SPDX identifier of what stands in SEC("license"). */
function licenceIdentifier(license: string | null): string {
  const other = /^Dual (\w+)\/GPL$/.exec(license ?? '')?.[1]
  const identifiers: Readonly<Record<string, string>> = { BSD: 'BSD-2-Clause', MIT: 'MIT', MPL: 'MPL-1.1' }
  const identifier = other === undefined ? undefined : identifiers[other]
  return identifier === undefined ? 'GPL-2.0' : `GPL-2.0 OR ${identifier}`
}

/** Text of the user's on one line that cannot end the comment it stands in. */
const oneLine = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll('*/', '* /').replaceAll('/*', '/ *').trim()

const lineEnd = (text: string, from: number): number => {
  const at = text.slice(from).search(/[\n\r]/)
  return at < 0 ? text.length : from + at
}

/** Where a text without #include begins: after the comment lines at its top. */
const afterFirstComment = (text: string): number =>
  /^(?:\s*\/\/[^\n]*\n|\s*\/\*[\s\S]*?\*\/[ \t]*\n)*/.exec(text)?.[0].length ?? 0
