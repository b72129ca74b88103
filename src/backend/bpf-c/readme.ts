// The README of an export: what it is, what it needs, the steps, and where it is not what the kernel with the hook does.

import { EVALUATE_TASK, VERDICT_HOOK } from '../../kernel/interfaces.ts'
import type { Unit } from '../../policy/ir.ts'
import { spellType } from '../../policy/spell-type.ts'
import type { FolderOptions } from './folder-options.ts'
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
\`${VERDICT_HOOK.target}()\` with ${VERDICT_HOOK.attach}, the interface of ${EVALUATE_TASK.origin}.`,
  iter: `The dry run of a policy for the kernel's OOM killer. It walks the processes of this machine with \`iter/task\`, asks the policy about each
as the kernel with the hook would, and prints whom it would choose. It kills nothing and changes nothing.`,
  struct_ops: `A policy for the kernel's OOM killer as a handler of \`bpf_oom_ops\`, the successor of the hook \`${VERDICT_HOOK.target}()\`.

**This follows a series that is not merged**: "mm: BPF OOM" in its third posting (v3). No released kernel has the interface, and it may still
change. No kernel was at hand to run this export on: it compiles and links, and its rules are those of the posting's text.

**The verifier may find it too complex.** It follows the policy again for every choice that may have gone before: the same walk, tried as
\`iter.s/task\` on 6.12, was refused with "The sequence of 8193 jumps is too complex" for policies with loops or several comparisons, and
accepted for short ones. \`./loader --load-only\` tells.`,
}

const NEEDS: Readonly<Record<ExportTarget, string>> = {
  fmod_ret: `A kernel with the patches of that series (no released kernel has them), CONFIG_BPF_SYSCALL, CONFIG_DEBUG_INFO_BTF and fmod_ret
trampolines; root, or CAP_BPF with CAP_PERFMON.

${BUILD}`,
  iter: `A stock kernel, 5.19 or later, with CONFIG_DEBUG_INFO_BTF (\`ls /sys/kernel/btf/vmlinux\`); distributions have it. Earlier kernels have
iter/task too, but no way for a program to follow a pointer that it kept, as \`oc->chosen\` is. What the policy itself calls may need a later
one: \`bpf_for()\` 6.4, \`bpf_core_cast()\` 6.2. Root, or CAP_BPF with CAP_PERFMON.

${BUILD}`,
  struct_ops: `A kernel with the patches of that series (no released kernel has them), CONFIG_BPF_SYSCALL, CONFIG_DEBUG_INFO_BTF, CONFIG_MEMCG and
cgroup v2; root.

${BUILD}

libbpf as distributions have it knows no link of a struct_ops to a cgroup: the loader makes it with the system call bpf() (BPF_LINK_CREATE with
the cgroup's file descriptor and BPF_F_CGROUP_FD), with the numbers of the posting.`,
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
    struct_ops: `    make
    sudo ./loader --load-only${fill}            # the verifier's word, nothing attached
    sudo ./loader${fill}                        # for the whole machine, until Ctrl-C
    sudo ./loader${fill} --cgroup /system.slice # for what happens in this cgroup and below it

The report of the OOM killer in \`dmesg\` has a line \`oom bpf handler:\` with the policy's name.`,
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
    iter: [
      '`dry_run.h`, `dry_run_walk.h`, `kernel_rules.h`: what the kernel does around the policy, in the order of mm/oom_kill.c.',
    ],
    struct_ops: [
      '`oom_ops.h`, `oom_ops_walk.h`, `kernel_rules.h`: the handler; it does around the policy what the kernel does in mm/oom_kill.c.',
    ],
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
  struct_ops: `## Where it is not the hook of RFC v2

- The kernel calls the handler once for each OOM, and the handler walks: the memory cgroups under the one without memory, parents before children,
  and the processes of each. For a cgroup that is the kernel's own order. When the whole machine is out of memory the kernel goes in the order of
  forks instead: where the answer depends on the order, as with ties, the choice may differ.
- The handler does what the kernel did before and after the hook: pid 1 and kernel threads are passed over, an OOM origin is chosen, and where
  the policy says NO_BPF_POLICY a victim that is still dying ends the search, else badness decides. A process with oom_score_adj -1000 reaches
  the policy, as with the hook. Cpusets and memory policies are not looked at, and of a process whose main thread has exited badness sees no memory.
- Fallback: with the hook NO_BPF_POLICY leaves one process to the kernel. Here the handler answers for the whole search: ABORT, nobody
  chosen, or a kill that failed end it with 0, and then the handlers of the parent cgroups and in the end the kernel's own killer take over.
  With the hook ABORT lets the allocation be tried again, and nobody is killed.
- The kernel takes a handler's 1 only when memory was freed: the handler kills with \`bpf_oom_kill_process()\`, once.
- Several policies: one handler for each cgroup. Of several programs in this file the last is asked first, as with the hook. The handler of the
  cgroup that is out of memory comes first, then those of its parents.
- Sleeping: the handler is a sleepable program, as its iterators need it. Between the RCU locks of the walk the policy still must not sleep.
- Name: it is fixed when the policy is loaded, up to 63 bytes, made from the title (\`OOM_OPS_NAME\`). \`set_oom_policy_name()\` does nothing here.
- After a policy's SELECT \`oc->chosen_points\` is 0, as on kernels that clear variables on the stack. \`oc\` is a copy.
- Programs on other hooks (\`oom_kill_process\`, tracepoints) are not called.`,
}
