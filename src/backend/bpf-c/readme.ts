// The README of an export: what it is, what it needs, the steps, and where it is not what the kernel with the hook does.

import type { Unit } from '../../policy/ir.ts'
import { spellType } from '../../policy/spell-type.ts'
import type { FolderOptions } from './folder.ts'
import type { ExportTarget } from './targets.ts'

/** The README of `policy` (a file name). */
export function printReadme(unit: Unit, policy: string, options: FolderOptions): string {
  const parts = [
    `# ${options.title.replaceAll(/\s+/g, ' ').trim() || 'An OOM policy'}`,
    ABOUT[options.target],
    ...(options.link === null ? [] : [`The policy in the playground: <${options.link.replaceAll(/[<>\s]/g, '')}>`]),
    `## Needs\n\n${NEEDS[options.target]}`,
    steps(options),
    parameters(unit),
    maps(unit, options),
    `## Files\n\n${files(policy, options)}`,
    DIFFERENCES[options.target],
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

const BUILD = `To build: clang with the BPF target, a C compiler, make, and libbpf 1.0 or later with its headers. On Debian and Ubuntu:

    sudo apt-get install clang gcc make libbpf-dev libelf-dev zlib1g-dev

A vmlinux.h is not needed: the policy declares the fields that it reads, and CO-RE finds their places in the running kernel. One object
serves several kernels.`

const ABOUT: Readonly<Record<ExportTarget, string>> = {
  fmod_ret: `A policy for the kernel's OOM killer: asked once for every process that the kernel considers, it says who is to die. It attaches to
\`bpf_oom_evaluate_task()\` with fmod_ret, the interface of RFC v2 of the series "mm: Select victim using bpf_oom_evaluate_task" (2023).`,
  iter: `The dry run of a policy for the kernel's OOM killer. It walks the processes of this machine with \`iter/task\`, asks the policy about each
as the kernel with the hook would, and prints whom it would choose. It kills nothing and changes nothing.`,
}

const NEEDS: Readonly<Record<ExportTarget, string>> = {
  fmod_ret: `A kernel with the patches of that series (no released kernel has them), CONFIG_BPF_SYSCALL, CONFIG_DEBUG_INFO_BTF and fmod_ret
trampolines; root, or CAP_BPF with CAP_PERFMON.

${BUILD}`,
  iter: `A stock kernel, 5.19 or later, with CONFIG_DEBUG_INFO_BTF (\`ls /sys/kernel/btf/vmlinux\`); distributions have it. Earlier kernels have
iter/task too, but no way for a program to follow a pointer that it kept, as \`oc->chosen\` is. What the policy itself calls may need a later
one: \`bpf_for()\` 6.4, \`bpf_core_cast()\` 6.2. Root, or CAP_BPF with CAP_PERFMON.

${BUILD}`,
}

function steps({ target, maps: mapFile }: FolderOptions): string {
  const fill = mapFile === null ? '' : ' --map maps.txt'
  const run: Readonly<Record<ExportTarget, string>> = {
    fmod_ret: `    make
    sudo ./loader --load-only${fill}   # the verifier's word, nothing attached
    sudo ./loader${fill}               # attached until Ctrl-C

The report of the OOM killer in \`dmesg\` names the policy behind \`policy_name=\`.`,
    iter: `    make
    sudo ./loader --load-only${fill}            # the verifier's word alone
    sudo ./loader${fill}                        # as if the whole machine were out of memory
    sudo ./loader${fill} --cgroup /system.slice # as if this cgroup had hit its limit
    sudo ./loader${fill} --verbose              # a line for every process`,
  }
  return `## Steps\n\n${run[target]}`
}

function parameters(unit: Unit): string {
  const rows = unit.globals.filter((global) => global.parameter)
  if (rows.length === 0) return ''
  const lines = rows.map(
    ({ name, type, doc }) =>
      `- \`${name}\` (${spellType(type, unit.structs)})${doc === null ? '' : `: ${oneLine(doc)}`}`,
  )
  return `## Parameters\n\nSet them with \`--param name=value\`; without it they have the value in the policy's text. A number, \`true\`, \`false\`, \`cgroup:/path\` for
the id of a cgroup, or a text for an array of char.\n\n${lines.join('\n')}`
}

function maps(unit: Unit, options: FolderOptions): string {
  if (options.maps === null) return ''
  const lines = unit.maps.map(({ name, doc }) => `- \`${name}\`${doc === null ? '' : `: ${oneLine(doc)}`}`)
  return `## Maps\n\n\`maps.txt\` has what the maps held in the playground, a line an entry: \`map key value\`. A key is a number, \`cgroup:/path\` for the id of
a cgroup of this machine, \`comm:name\` for the pid of every process of that name, or a "text" for an array of char. Anything else is \`hex:\` and its
bytes.\n\n${lines.join('\n')}`
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

function files(policy: string, { target, maps: mapFile }: FolderOptions): string {
  const of: Readonly<Record<ExportTarget, readonly string[]>> = {
    fmod_ret: [],
    iter: ['`dry_run.h`, `dry_run_walk.h`: what the kernel does around the policy, in the order of mm/oom_kill.c.'],
  }
  return [
    `- \`${policy}\`: the policy, as it was written, with the declarations that it needs.`,
    ...of[target].map((line) => `- ${line}`),
    '- `loader.c`, `policy_object.c`, `policy_values.c`: the loader.',
    ...(mapFile === null ? [] : ['- `maps.txt`: what the maps begin with.']),
  ].join('\n')
}

const DIFFERENCES: Readonly<Record<ExportTarget, string>> = {
  fmod_ret: '',
  iter: `## Where a dry run is not the real thing

- Processes come in the order of their pids. The kernel goes in the order of forks, in a cgroup in that of joining it: where a policy's answer
  depends on the order, as with ties, the choice may differ.
- Of a process whose main thread has exited the memory is not seen; the kernel finds it with another thread.
- Cpusets and memory policies are not looked at: every process counts as eligible.
- Memory moves while the walk goes on, and no allocation has failed: \`oc->gfp_mask\` is that of a page fault, \`oc->order\` 0.
- After a policy's SELECT \`oc->chosen_points\` is 0, as on kernels that clear variables on the stack.
- Before Linux 6.2 \`oc->memcg\` is NULL with \`--cgroup\` too.
- Programs on other hooks (\`oom_kill_process\`, tracepoints) are not called, since nobody is killed. The loader itself is left out.`,
}
