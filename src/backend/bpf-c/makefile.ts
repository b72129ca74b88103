// The Makefile of an export: clang for the policy, any C compiler and libbpf for the loader. No bpftool, no skeleton.

/** Builds `policy` (a file name) and the loader of these files. */
export function printMakefile(policy: string, kit: readonly string[]): string {
  const object = policy.replace(/\.c$/, '.o')
  const sources = kit.filter((name) => name.endsWith('.c')).join(' ')
  const headers = kit.filter((name) => name.endsWith('.h')).join(' ')
  return `# SPDX-License-Identifier: GPL-2.0-or-later
CLANG ?= clang
CC ?= cc
CFLAGS ?= -O2 -Wall
LDLIBS ?= -lbpf -lelf -lz
OBJECT = ${object}

all: $(OBJECT) loader

%.bpf.o: %.bpf.c ${headers}
	$(CLANG) -target bpf -g -O2 -Wall $(BPF_CFLAGS) -c $< -o $@

loader: ${sources} ${headers}
	$(CC) $(CFLAGS) -DOBJECT='"$(OBJECT)"' $(LDFLAGS) -o $@ $(filter %.c,$^) $(LDLIBS)

clean:
	rm -f $(OBJECT) loader

.PHONY: all clean
`
}
