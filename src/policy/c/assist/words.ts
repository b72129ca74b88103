// What the editor says about words that no table of the kernel has: libbpf's macros and C's keywords.

export interface Word {
  name: string
  /** How it is written. */
  detail: string
  doc: string
}

const word = (name: string, detail: string, doc: string): Word => ({ name, detail, doc })

/** The macros of libbpf's headers that policies use, the most used first. */
export const MACRO_WORDS: readonly Word[] = [
  word(
    'SEC',
    'SEC("section")',
    'Puts a program, a map or a variable into a section. For a program the section says where it attaches.',
  ),
  word(
    'BPF_PROG',
    'int BPF_PROG(name, type argument, ...)',
    'Declares a program with the arguments of the kernel function that it attaches to.',
  ),
  word(
    'bpf_printk',
    'bpf_printk("format", value, ...)',
    "Writes a line into the kernel's trace. At most 12 values; %d %u %x %ld %lu %llu %s %c %p are known.",
  ),
  word(
    'bpf_for',
    'bpf_for(i, start, end) { ... }',
    'Loops with i from start up to end - 1. The verifier takes it whatever the bounds are. Since Linux 6.4.',
  ),
  word(
    'bpf_repeat',
    'bpf_repeat(count) { ... }',
    'Repeats a block. The verifier takes it whatever the count is. Since Linux 6.4.',
  ),
  word(
    'BPF_CORE_READ',
    'BPF_CORE_READ(pointer, member, member, ...)',
    'Follows a chain of pointers with probe reads: BPF_CORE_READ(task, mm, owner, pid). A NULL on the way gives 0.',
  ),
  word(
    'BPF_CORE_READ_INTO',
    'BPF_CORE_READ_INTO(&target, pointer, member, ...)',
    'Like BPF_CORE_READ, but stores the value in target and gives the error of the read.',
  ),
  word(
    'BPF_CORE_READ_STR_INTO',
    'BPF_CORE_READ_STR_INTO(&target, pointer, member, ...)',
    'Reads a string at the end of a chain of pointers into target.',
  ),
  word(
    'bpf_core_read',
    'bpf_core_read(&target, size, source)',
    'Reads memory with bpf_probe_read_kernel(), relocated for the running kernel.',
  ),
  word(
    'bpf_core_read_str',
    'bpf_core_read_str(&target, size, source)',
    'Reads a string with bpf_probe_read_kernel_str().',
  ),
  word(
    'bpf_core_field_exists',
    'bpf_core_field_exists(pointer->member)',
    '1 when the running kernel has the member, else 0. Known when the program is loaded.',
  ),
  word('bpf_core_field_size', 'bpf_core_field_size(pointer->member)', 'Bytes of the member in the running kernel.'),
  word(
    'bpf_core_field_offset',
    'bpf_core_field_offset(pointer->member)',
    'Where the member is in its struct in the running kernel, in bytes.',
  ),
  word('bpf_core_type_exists', 'bpf_core_type_exists(struct name)', '1 when the running kernel has the type, else 0.'),
  word('bpf_core_type_size', 'bpf_core_type_size(struct name)', 'Bytes of the type in the running kernel.'),
  word(
    'bpf_core_enum_value',
    'bpf_core_enum_value(enum name, VALUE)',
    'The value that the running kernel has for the name.',
  ),
  word(
    'bpf_core_enum_value_exists',
    'bpf_core_enum_value_exists(enum name, VALUE)',
    '1 when the running kernel has the enum value, else 0.',
  ),
  word(
    'bpf_core_cast',
    'bpf_core_cast(pointer, struct name)',
    'Makes a pointer to a kernel struct of an untyped one, so that its members can be read directly.',
  ),
  word('__uint', '__uint(max_entries, 64)', 'A number in the definition of a map: type, max_entries, map_flags.'),
  word('__type', '__type(key, u64)', 'A type in the definition of a map: key or value.'),
  word('__array', '__array(values, type)', 'An array of maps or programs in the definition of a map.'),
  word('NULL', '((void *)0)', 'The pointer to nothing.'),
  word('true', '1', 'The bool that holds.'),
  word('false', '0', 'The bool that does not hold.'),
  word(
    'KERNEL_VERSION',
    'KERNEL_VERSION(major, minor, patch)',
    'A kernel version as one number, to compare with LINUX_VERSION_CODE.',
  ),
  word('LINUX_VERSION_CODE', 'LINUX_VERSION_CODE', "The version of the scenario's kernel as one number."),
  word('offsetof', 'offsetof(struct name, member)', 'Where the member is in its struct, in bytes.'),
  word('container_of', 'container_of(pointer, struct name, member)', 'The struct whose member the pointer points to.'),
  word('likely', 'likely(condition)', 'Says that the condition mostly holds; changes nothing else.'),
  word('unlikely', 'unlikely(condition)', 'Says that the condition mostly does not hold; changes nothing else.'),
  word('barrier', 'barrier()', 'Keeps the compiler from moving reads and writes across it; has no effect here.'),
  word(
    'barrier_var',
    'barrier_var(variable)',
    'Keeps the compiler from guessing the value of a variable; has no effect here.',
  ),
  word('__always_inline', 'static __always_inline int f(...)', 'The function is put into each of its callers.'),
  word(
    '__noinline',
    'static __noinline int f(...)',
    'The function stays one of its own; the verifier checks it apart.',
  ),
  word(
    '__weak',
    '__weak',
    'A definition that another one of the same name replaces; for an extern: may be missing in the kernel.',
  ),
  word('__ksym', 'extern ... __ksym', 'The extern is a function or variable of the kernel, such as a kfunc.'),
  word(
    '__kconfig',
    'extern ... __kconfig',
    "The extern is a setting of the kernel's configuration, or LINUX_KERNEL_VERSION.",
  ),
  word('__hidden', '__hidden', 'Not visible outside of this file.'),
  word('__kptr', 'struct name __kptr *p', 'A pointer in a map value that owns what it points to.'),
]

/** Keywords of C that a policy may need. */
export const KEYWORD_WORDS: readonly string[] = [
  ...'if else for while do switch case default break continue return goto'.split(' '),
  ...'struct union enum typedef static extern inline const volatile sizeof typeof'.split(' '),
  ...'void char short int long unsigned signed bool'.split(' '),
]

/** Sections that are not programs. */
export const DATA_SECTIONS: readonly Word[] = [
  word(
    'license',
    'char _license[] SEC("license") = "GPL"',
    'The licence of the program. Helpers that are GPL only need "GPL".',
  ),
  word('.maps', 'struct { ... } name SEC(".maps")', 'The definition of a map.'),
]
