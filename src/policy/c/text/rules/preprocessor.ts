// Directives of the preprocessor.

import { rule } from '../../../catalogue/rule.ts'
import { declarations } from '../../../catalogue/examples.ts'

export const UNKNOWN_HEADER = rule({
  code: 'unknown-header',
  title: 'A header that the playground does not have',
  explanation:
    'A policy is compiled on its own, with the headers that BPF programs use: vmlinux.h, bpf/*.h and a few more. Headers of the C library or of user space have no meaning inside the kernel.',
  example: declarations('#include <linux/types.h>', '#include <sys/socket.h>'),
})

export const OWN_HEADER = rule({
  code: 'own-header',
  title: 'A header of your own',
  explanation:
    'A policy is a single text, so the playground cannot read files beside it. Paste what the header declares into the policy.',
  example: declarations('#include <bpf/bpf_helpers.h>', '#include "my_policy.h"'),
})

export const UNKNOWN_DIRECTIVE = rule({
  code: 'unknown-directive',
  title: 'A preprocessor directive that C does not know',
  explanation:
    'The directives of the preprocessor are #include #define #undef #if #ifdef #ifndef #elif #else #endif #error #warning and #pragma.',
  example: declarations('#define LIMIT 3', '#defin LIMIT 3'),
})

export const BAD_DIRECTIVE = rule({
  code: 'bad-directive',
  title: 'A preprocessor directive that is incomplete',
  explanation:
    'A directive stands alone on its line and has the form that C gives it, such as #define NAME value or #include <file>.',
  example: declarations('#define LIMIT 3', '#define'),
})

export const LINE_DIRECTIVE = rule({
  code: 'line-directive',
  title: '#line is not supported',
  explanation:
    '#line renumbers lines for tools that generate C. Here every message points at your own text, so leave it out.',
  example: declarations('#define LINE 7', '#line 7'),
})

export const PREPROCESSOR_ERROR = rule({
  code: 'preprocessor-error',
  title: 'The text stops itself with #error',
  explanation:
    'An #error was reached: the condition around it holds for the kernel that was chosen. Its text says what the author wanted to rule out.',
  example: declarations('#ifndef NULL\n#error "no NULL"\n#endif', '#ifdef NULL\n#error "a NULL"\n#endif'),
})

export const PREPROCESSOR_WARNING = rule({
  code: 'preprocessor-warning',
  severity: 'warning',
  title: 'The text warns with #warning',
  explanation:
    'A #warning was reached: the condition around it holds for the kernel that was chosen. The policy runs all the same.',
  example: declarations('#define LIMIT 3', '#warning "old"'),
})

export const BAD_CONDITION = rule({
  code: 'bad-condition',
  title: 'A condition after #if that cannot be computed',
  explanation:
    'After #if stands an integer expression of constants, macros and defined(NAME). The preprocessor runs before the compiler, so variables, sizeof and enum constants mean nothing to it.',
  example: declarations('#if 1 + 1\n#endif', '#if 1 +\n#endif'),
})

export const UNBALANCED_CONDITIONAL = rule({
  code: 'unbalanced-conditional',
  title: '#if and #endif do not match',
  explanation:
    'Each #if, #ifdef and #ifndef needs its own #endif. #elif and #else stand between the two, and there is at most one #else.',
  example: declarations('#if 1\n#endif', '#if 1\n#endif\n#endif'),
})
