// Members of structs, of this kernel and of others.

import { rule } from '../../../catalogue/rule.ts'
import { bodies, declarations, ownDeclarations } from '../../../catalogue/examples.ts'

export const UNKNOWN_FIELD = rule({
  code: 'unknown-field',
  title: 'A member that the struct does not have',
  explanation:
    'The members of kernel structs are those of the kernel that the scenario names. The message suggests names that are close.',
  verifier: ["no member named '%s' in '%s' (clang)"],
  example: bodies('if (task->pid)\n\treturn 3;', 'if (task->pidd)\n\treturn 3;'),
})

export const MISSING_FIELD = rule({
  code: 'missing-field',
  title: 'A member that this kernel does not have',
  explanation:
    'Other kernels have this member, the one of the scenario does not. A program that is to run on both asks with bpf_core_field_exists() or bpf_core_type_exists() before it reads.',
  verifier: ['invalid func unknown#195896080 (libbpf: CO-RE relocation failed, no matching targets found)'],
  example: bodies(
    'if (bpf_core_type_exists(struct mm_rss_stat))\n\treturn 3;',
    'struct mm_rss_stat___old *old = (void *)task->mm;\nif (BPF_CORE_READ(old, count[0].counter))\n\treturn 3;',
    'struct mm_rss_stat___old {\n\tatomic_long_t count[4];\n} __attribute__((preserve_access_index));',
  ),
})

export const NOT_A_POINTER = rule({
  code: 'not-a-pointer',
  title: 'Something used as a pointer that is not one',
  explanation:
    '*x, x->member and x[i] follow an address, so x must be a pointer or an array. Of a struct itself, a member is written x.member.',
  example: bodies('if (task->mm->total_vm)\n\treturn 3;', 'if (task->pid->x)\n\treturn 3;'),
})

export const NOT_A_STRUCT = rule({
  code: 'not-a-struct',
  title: 'A member of something that is not a struct',
  explanation:
    '. takes a member of a struct, and -> takes a member of the struct that a pointer points to. Integers and other values have no members.',
  example: bodies('if (task->pid)\n\treturn 3;', 'int x = 1;\nif (x.y)\n\treturn 3;'),
})

export const NOT_MODELLED = rule({
  code: 'not-modelled',
  severity: 'warning',
  title: 'A field that the machine does not model',
  explanation:
    'The structs of the kernel have many fields that say nothing about memory: namespaces, open files, scheduling. A machine of the playground does not say what is in them, so they read as 0, and a pointer as NULL. On a kernel the policy may decide otherwise.',
  example: bodies(
    'if (task->signal->oom_score_adj)\n\treturn 3;',
    'if (task->nsproxy->pid_ns_for_children)\n\treturn 3;',
  ),
})

export const BIT_FIELD = rule({
  code: 'bit-field',
  title: 'A bit field that C does not allow',
  explanation:
    'A bit field is an integer with at most as many bits as its type has. It has no address, since it may begin inside of a byte.',
  example: declarations('struct flags { unsigned int a : 3; };', 'struct flags { unsigned int a : 33; };'),
})

export const CORE_MACRO = rule({
  code: 'core-macro',
  title: 'A CO-RE macro that cannot be used like this',
  explanation:
    'BPF_CORE_READ(p, a, b) reads p->a->b. The checks bpf_core_field_exists() and bpf_core_type_exists() take a member access, or a type and a member.',
  example: bodies('if (BPF_CORE_READ(task, mm, total_vm))\n\treturn 3;', 'if (BPF_CORE_READ(task))\n\treturn 3;'),
})

export const NO_PRESERVE_ACCESS_INDEX = rule({
  code: 'no-preserve-access-index',
  severity: 'warning',
  title: 'A kernel struct declared without preserve_access_index',
  explanation:
    'With the attribute, libbpf adjusts each access to the layout of the running kernel. Without it, the offsets of this declaration are used as they are, and they are usually wrong.',
  example: {
    accepted: ownDeclarations(' __attribute__((preserve_access_index))'),
    refused: ownDeclarations(''),
  },
})
