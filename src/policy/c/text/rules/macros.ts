// Macros, and how they are used.

import { rule } from '../../../catalogue/rule.ts'
import { bodies, declarations } from '../../../catalogue/examples.ts'

export const MACRO_ARGUMENTS = rule({
  code: 'macro-arguments',
  title: 'A macro was used with the wrong arguments',
  explanation:
    'A macro that is defined with parameters has to be used with as many arguments, in parentheses. Commas inside inner parentheses do not separate arguments.',
  example: bodies('if (BOTH(1, 2))\n\treturn 3;', 'if (BOTH(1))\n\treturn 3;', '#define BOTH(a, b) ((a) && (b))'),
})

export const MACRO_REDEFINED = rule({
  code: 'macro-redefined',
  severity: 'warning',
  title: 'A macro is defined twice, differently',
  explanation:
    'The later definition counts from its line on, so the same name means two things in one file. Write #undef first if that is what you want.',
  example: declarations('#define LIMIT 3', '#define LIMIT 3\n#define LIMIT 4'),
})

export const BAD_PASTE = rule({
  code: 'bad-paste',
  title: '## does not produce one token',
  explanation:
    '## glues two tokens into one, such as a name and a number into a longer name. What it produces must be a single name, number or operator.',
  example: bodies(
    'int x1 = GLUE(1);\nif (x1)\n\treturn 3;',
    'int x1 = BAD(1);\nif (x1)\n\treturn 3;',
    '#define GLUE(n) 1##n\n#define BAD(n) +##n',
  ),
})

export const MACRO_TOO_LARGE = rule({
  code: 'macro-too-large',
  title: 'Macros that expand to too much text',
  explanation:
    'The macros of a policy may expand to at most 200,000 tokens. Macros that use each other several times grow very quickly.',
  example: {
    ...bodies(
      'bpf_printk(TEN);',
      'bpf_printk(MANY);',
      [
        '#define TEN "" "" "" "" "" "" "" "" "" ""',
        '#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN',
        '#define THOUSAND HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED',
        '#define TENS THOUSAND THOUSAND THOUSAND THOUSAND THOUSAND THOUSAND THOUSAND THOUSAND THOUSAND THOUSAND',
        '#define HUNDREDS TENS TENS TENS TENS TENS TENS TENS TENS TENS TENS',
        '#define MANY HUNDREDS HUNDREDS HUNDREDS',
      ].join('\n'),
    ),
    besides: ['expected-token'],
  },
})

export const UNSUPPORTED_MACRO = rule({
  code: 'unsupported-macro',
  title: 'A macro for another kind of BPF program',
  explanation:
    'This macro of libbpf is for other kinds of BPF program. Programs of an OOM policy are written with BPF_PROG, and loop with for, bpf_for, bpf_repeat or bpf_loop.',
  example: bodies('bpf_printk("x");', 'BPF_KPROBE(probe);'),
})
