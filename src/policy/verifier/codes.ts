// The diagnostics of the verifier's rules, one row a code: title, explanation, and the kernel's own words where it has some.

export interface VerifierCodeRow {
  title: string
  explanation: string
  verifier: string | null
}

export const VERIFIER_CODES = {
  'unbounded-loop': {
    title: 'A loop without an end that the verifier can see',
    explanation:
      'The verifier follows a loop turn by turn. When a turn begins as an earlier one did, nothing shows that the loop ever ends.',
    verifier: 'infinite loop detected at insn %d',
  },
  'program-too-large': {
    title: 'A loop with more turns than the verifier follows',
    explanation:
      'The verifier processes at most 1,000,000 instructions, each turn of a loop counted. bpf_loop() and bpf_for() count as one turn.',
    verifier: 'BPF program is too large. Processed 1000001 insn',
  },
  'accumulated-test': {
    title: 'A count made in the turns of bpf_for and tested against a constant',
    explanation:
      'The verifier looks at one turn of bpf_for() for any. A local variable that each turn moves and that a constant is compared with must stay exact, so no turn is like the one before. A global, a map value or a masked variable is not kept so.',
    verifier: 'The sequence of 8193 jumps is too complex.',
  },
  'null-check': {
    title: 'A pointer that may be NULL is used without a test',
    explanation:
      'A map may not have the entry, and a kfunc may find nothing. The result must be tested on every path before it is used.',
    verifier: "R%d invalid mem access 'map_value_or_null'",
  },
  'null-arithmetic': {
    title: 'Arithmetic on a pointer that may be NULL',
    explanation: 'NULL plus something is not NULL, so a later test would prove nothing. Test first, then add.',
    verifier: 'R%d pointer arithmetic on map_value_or_null prohibited, null-check it first',
  },
  'scalar-dereference': {
    title: 'A number used as an address',
    explanation:
      'The verifier follows pointers of which it knows where they come from: arguments, members that point to structs, maps, the stack.',
    verifier: "R%d invalid mem access 'scalar'",
  },
  'kernel-write': {
    title: 'A write to kernel memory',
    explanation: 'Programs can read the structs of the kernel and change none of them.',
    verifier: 'only read is supported',
  },
  'constant-write': {
    title: 'A write to constant data',
    explanation: 'Constants and string literals lie in a map that the program can only read.',
    verifier: 'write into map forbidden, value_size=%d off=%d size=%d',
  },
  'variable-offset': {
    title: 'A variable index into an array of a kernel struct',
    explanation:
      'The verifier checks each offset into a kernel struct against the type, so it must be constant. clang unrolls short for loops, bpf_for() is not unrolled.',
    verifier: 'R%d is ptr_%s invalid variable offset: off=%d, var_off=%s',
  },
  'flexible-array': {
    title: 'An element of an array at the end of a kernel struct',
    explanation: 'Such an array has no length, so direct reads of its elements are past the end of the struct.',
    verifier: 'access beyond struct %s at off %u size %u',
  },
  'beyond-struct': {
    title: 'A read past the struct that the verifier knows',
    explanation: 'A cast changes the type for clang, not for the verifier.',
    verifier: 'access beyond struct %s at off %u size %u',
  },
  'array-index': {
    title: 'An index that may be outside of the array',
    explanation: 'The verifier must see the bounds: a constant, a mask (i & 7) or a comparison before the access.',
    verifier: 'R%d unbounded memory access, make sure to bounds check any such access',
  },
  'wrong-argument': {
    title: 'An argument that the helper does not take',
    explanation:
      'Helpers and kfuncs say what each pointer must lead to: a map, bytes of the stack, a constant string, a kernel object.',
    verifier: 'R%d type=%s expected=%s',
  },
  'constant-name': {
    title: 'A constant as the name of the policy',
    explanation:
      'The argument of set_oom_policy_name() counts as memory that the kernel may write, so literals and constants are refused.',
    verifier: 'write into map forbidden, value_size=%d off=%d size=%d',
  },
  'null-name': {
    title: 'NULL as the name of the policy',
    explanation: 'The verifier accepts it and the kernel crashes when it reads the name.',
    verifier: null,
  },
  'name-size': {
    title: 'A size that is larger than the name',
    explanation: 'The kfunc copies as many bytes as it is told, up to 16, also from behind the name.',
    verifier: null,
  },
  'name-length': {
    title: 'A name that is cut',
    explanation: 'The kernel keeps 16 bytes of the name, and adds no NUL.',
    verifier: null,
  },
  'entry-return': {
    title: 'An fentry program that returns something',
    explanation: 'fentry programs cannot change what the function does; the verifier wants to see a 0.',
    verifier: 'At program exit the register R0 has smin=1 smax=1 should have been in [0, 0]',
  },
  'verdict-range': {
    title: 'A verdict that the kernel does not have',
    explanation: 'The kernel reads 1, 2 and 3; every other number is NO_BPF_POLICY.',
    verifier: null,
  },
  'pointer-return': {
    title: 'An address as the verdict',
    explanation: 'An address is neither 1, 2 nor 3, so the kernel decides by its own rules.',
    verifier: null,
  },
  'unreleased-reference': {
    title: 'An object that is not given back',
    explanation:
      'What a kfunc acquires stays in memory until it is released, so the verifier wants a release on every path.',
    verifier: 'Unreleased reference id=%d alloc_insn=%d',
  },
  'released-object': {
    title: 'An object that is used after it was given back',
    explanation: 'After a release the object may be gone at any time, so the verifier forgets what the pointer was.',
    verifier: "R%d invalid mem access 'scalar'",
  },
  'not-begun': {
    title: 'Something is ended that was not begun',
    explanation:
      'Iterators and RCU sections come in pairs of a beginning and an end, and the verifier follows every path from one to the other.',
    verifier: 'expected an initialized iter_num as arg #%d',
  },
  'callback-return': {
    title: 'A callback that returns neither 0 nor 1',
    explanation: 'The helper goes on at 0 and stops at 1; the verifier allows no other number.',
    verifier: 'At callback return the register R0 has smin=%d smax=%d should have been in [0, 1]',
  },
  'modified-pointer': {
    title: 'A pointer into a kernel struct where the struct itself is wanted',
    explanation: 'Helpers and kfuncs take pointers to kernel objects as they were given, without anything added.',
    verifier: 'R%d is of type %s but %s is expected',
  },
  'uninitialised-read': {
    title: 'A variable without a value',
    explanation: 'On some path nothing was stored in it before. The playground reads 0; a compiler may do anything.',
    verifier: null,
  },
  'division-guard': {
    title: 'A divisor that is 0',
    explanation: 'BPF gives 0 for x / 0, but in C it is undefined.',
    verifier: null,
  },
  'stack-size': {
    title: 'More than 512 bytes of stack',
    explanation: 'A program and the functions that it calls share 512 bytes.',
    verifier: 'combined stack size of %d calls is %d. Too large',
  },
  recursion: {
    title: 'A function that calls itself',
    explanation:
      'The stack is small and the verifier must see the end, so functions cannot call themselves, also not through others.',
    verifier: 'the call stack of %d frames is too deep !',
  },
  'call-depth': {
    title: 'Calls that are nested too deeply',
    explanation: 'The verifier follows 8 frames (16 from 7.3 on). Functions that clang inlines do not count.',
    verifier: 'the call stack of %d frames is too deep !',
  },
} as const satisfies Record<string, VerifierCodeRow>

export type VerifierCode = keyof typeof VERIFIER_CODES
