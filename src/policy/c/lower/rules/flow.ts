// Returns, jumps and the labels of a switch.

import { rule } from '../../../catalogue/rule.ts'
import { verdict, NEXT, bodies } from '../../../catalogue/examples.ts'

export const RETURN_VALUE = rule({
  code: 'return-value',
  title: 'A return that does not fit the function',
  explanation: 'A function that has a type returns a value on every path; a void function returns none.',
  verifier: ['R0 !read_ok'],
  example: { accepted: verdict(NEXT), refused: verdict('return;') },
})

export const MISSING_RETURN = rule({
  code: 'missing-return',
  title: 'A path without a return value',
  explanation:
    'A program that can end without a value in R0 is refused by the verifier, since nobody could say what it answered. Add a return at the end.',
  verifier: ['R0 !read_ok'],
  example: { accepted: verdict(NEXT), refused: verdict('if (task->pid == 1)\n\treturn BPF_EVAL_SELECT;') },
})

export const JUMP_OUTSIDE = rule({
  code: 'jump-outside',
  title: 'A break, continue or case outside its statement',
  explanation:
    'break ends the nearest loop or switch, continue starts the next turn of the nearest loop, and case belongs to a switch. There is none around this one.',
  example: bodies('for (int i = 0; i < 4; i++)\n\tbreak;', 'break;'),
})

export const UNKNOWN_LABEL = rule({
  code: 'unknown-label',
  title: 'A goto to a label that does not exist',
  explanation:
    'A label is a name with a colon before a statement of the same function. goto cannot leave the function.',
  example: bodies('goto out;\nout:', 'goto away;\nout:'),
})

export const GOTO_INTO_BLOCK = rule({
  code: 'goto-into-block',
  title: 'A goto into a block',
  explanation:
    'A goto may leave blocks and move within one. Here it cannot jump into a loop, branch or switch from outside.',
  example: bodies(
    'if (task->pid)\n\tgoto out;\nout:',
    'if (task->pid)\n\tgoto inside;\nif (task->tgid) {\ninside:\n\treturn 3;\n}',
  ),
})

export const CASE_IN_BLOCK = rule({
  code: 'case-in-block',
  title: 'A case label inside an inner block',
  explanation:
    'Here the case labels of a switch stand directly between its braces, not inside a loop or block within it.',
  example: bodies(
    'switch (task->pid) {\ncase 1:\n\treturn 3;\n}',
    'switch (task->pid) {\ncase 1: {\n\tcase 2:\n\treturn 3;\n}\n}',
  ),
})

export const DUPLICATE_CASE = rule({
  code: 'duplicate-case',
  title: 'Two case labels with one value',
  explanation:
    'Each value leads to one place in a switch, and there is at most one default. A range of values must not be empty.',
  example: bodies(
    'switch (task->pid) {\ncase 1:\n\treturn 3;\n}',
    'switch (task->pid) {\ncase 1:\n\treturn 3;\ncase 1:\n\treturn 2;\n}',
  ),
})
