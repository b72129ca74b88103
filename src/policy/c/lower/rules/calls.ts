// Calls of helpers, kfuncs, builtins and functions of the policy.

import { KERNEL_VERSIONS } from '../../../../kernel/versions.ts'
import { rule } from '../../../catalogue/rule.ts'
import { verdict, NEXT, bodies, PAIR } from '../../../catalogue/examples.ts'

export const UNKNOWN_HELPER = rule({
  code: 'unknown-helper',
  title: 'A function that a program cannot call',
  explanation:
    'BPF programs have no C library. They can call BPF helpers, kfuncs of the kernel and functions of the same file; this name is none of them.',
  verifier: ['unknown func %s', 'program of this type cannot use helper %s'],
  example: bodies(
    'u64 now = bpf_ktime_get_ns();\nif (now)\n\treturn 3;',
    'u64 now = bpf_ktime_get_millis();\nif (now)\n\treturn 3;',
  ),
})

export const HELPER_REFUSED = rule({
  code: 'helper-refused',
  title: 'A helper that programs of this kind cannot call',
  explanation:
    'Each kind of BPF program has its own list of helpers and kfuncs. The hook runs while the machine is out of memory and locks are held, so that nothing may sleep or allocate there.',
  verifier: [
    'calling kernel function %s is not allowed',
    'unknown func %s',
    'program of this type cannot use helper %s',
  ],
  example: bodies('bpf_printk("x");', 'bpf_send_signal(9);'),
})

export const HELPER_TOO_NEW = rule({
  code: 'helper-too-new',
  title: 'A helper that this kernel does not have',
  explanation:
    'Helpers and kfuncs arrive with kernel releases, and a few leave again. The machine of the scenario runs a kernel without this one. Choose another kernel, or do without the helper.',
  verifier: ["extern (func ksym) '%s': not found in kernel or module BTFs (libbpf)", 'invalid func unknown'],
  example: {
    ...bodies(
      'bpf_printk("x");',
      'bpf_rcu_read_lock();\nbpf_rcu_read_unlock();',
      'extern void bpf_rcu_read_lock(void) __ksym;\nextern void bpf_rcu_read_unlock(void) __ksym;',
    ),
    kernel: KERNEL_VERSIONS[0],
  },
})

export const LIBC_FUNCTION = rule({
  code: 'libc-function',
  title: 'A function of the C library',
  explanation:
    'There is no C library inside the kernel. Use BPF helpers, such as bpf_printk() and bpf_strncmp(), and loops with a constant bound.',
  verifier: ["failed to find BTF for extern '%s' (libbpf)"],
  example: bodies('int x = twice(1);\nif (x == 1)\n\treturn 3;', 'int x = abs(1);\nif (x == 2)\n\treturn 3;', PAIR),
})

export const TOO_MANY_ARGUMENTS = rule({
  code: 'too-many-arguments',
  title: 'More than five arguments',
  explanation:
    'BPF passes arguments in the five registers R1 to R5, and has no others for them. Put several values into a struct and pass its address.',
  verifier: ['too many args to %s (clang)'],
  example: {
    accepted: verdict(NEXT, 'static int f(int a, int b, int c, int d, int e)\n{\n\treturn a + b + c + d + e;\n}'),
    refused: verdict(
      `if (f(1, 2, 3, 4, 5, 6))\n\treturn 3;\n${NEXT}`,
      'static __noinline int f(int a, int b, int c, int d, int e, int g)\n{\n\treturn a + b + c + d + e + g;\n}',
    ),
  },
})

export const ARGUMENT_COUNT = rule({
  code: 'argument-count',
  title: 'Too few or too many arguments',
  explanation: 'A call passes exactly the arguments that the function declares.',
  example: bodies('if (twice(1) == 1)\n\treturn 3;', 'if (twice(1, 2) == 1)\n\treturn 3;', PAIR),
})

export const FUNCTION_POINTER = rule({
  code: 'function-pointer',
  title: 'A call through a pointer, or the address of a function',
  explanation:
    'BPF programs call functions by name. The address of a function can only be given to a helper that calls it back, such as bpf_loop().',
  verifier: ['unknown opcode 8d'],
  example: bodies('if (twice(1) == 1)\n\treturn 3;', 'int (*f)(int) = twice;\nif (f)\n\treturn 3;', PAIR),
})

export const CALLBACK_SIGNATURE = rule({
  code: 'callback-signature',
  title: 'A callback with the wrong parameters',
  explanation:
    'The helper calls the callback with fixed arguments, and expects 0 to go on or 1 to stop. The message shows the parameters that it passes.',
  example: bodies(
    'long n = 0;\nbpf_loop(4, add, &n, 0);',
    'long n = 0;\nbpf_loop(4, one, &n, 0);',
    'static long add(u64 i, void *ctx)\n{\n\treturn 0;\n}\n\nstatic long one(u64 i)\n{\n\treturn 0;\n}',
  ),
})

export const FORMAT_STRING = rule({
  code: 'format-string',
  title: 'A format string and its arguments',
  explanation: 'bpf_printk() needs a literal format string and one argument for each of its conversions, at most 12.',
  example: bodies('bpf_printk("%s", task->comm);', 'bpf_printk(task->comm);'),
})

export const BUILTIN_USE = rule({
  code: 'builtin-use',
  title: 'A compiler builtin that cannot be used like this',
  explanation:
    'Memory builtins need a constant size, since BPF has no instruction for them. Atomic builtins work on values of 32 and 64 bits.',
  verifier: [
    "failed to find BTF for extern 'memcpy' (libbpf)",
    'BPF_ATOMIC uses reserved fields',
    'fatal error: error in backend: Cannot select (clang)',
    "A call to built-in function '%s' is not supported (clang)",
    'A call to built-in function is not supported (clang)',
    'failed to find BTF for extern (libbpf)',
  ],
  example: bodies('char b[4];\n__builtin_memset(b, 0, sizeof(b));', 'char b[4];\n__builtin_memset(b, 0, task->pid);'),
})

export const MEMCMP_CALL = rule({
  code: 'memcmp-call',
  severity: 'warning',
  title: 'A comparison that becomes a call of memcmp()',
  explanation:
    'clang for BPF expands copies and fills of a constant size in place. A comparison becomes a call of memcmp(), a library function that a BPF program does not have. Use bpf_strncmp(), or compare byte by byte.',
  verifier: ["libbpf: failed to find BTF for extern 'memcmp'"],
  example: bodies(
    'char comm[16];\nbpf_probe_read_kernel_str(comm, sizeof(comm), task->comm);\nif (bpf_strncmp(comm, 5, "java") == 0)\n\treturn 0;',
    'char comm[16];\nbpf_probe_read_kernel_str(comm, sizeof(comm), task->comm);\nif (__builtin_memcmp(comm, "java", 5) == 0)\n\treturn 0;',
  ),
})
