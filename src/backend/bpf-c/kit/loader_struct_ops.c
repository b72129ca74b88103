// SPDX-License-Identifier: GPL-2.0-or-later
/* Loads an OOM policy as a bpf_oom_ops and keeps it attached to a cgroup until Ctrl-C. Needs a kernel with bpf_oom_ops, which is not merged. */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "policy_object.h"
#include "policy_values.h"

/* Numbers of the system call that headers of released kernels may not have; the last one is the series' own. */
#define LINK_FLAG (1U << 13) /* BPF_F_LINK */
#define STRUCT_OPS_ATTACH_TYPE 44 /* BPF_STRUCT_OPS */
#define CGROUP_FD_FLAG (1U << 7) /* BPF_F_CGROUP_FD */
#define SLEEPABLE_FLAG (1U << 4) /* BPF_F_SLEEPABLE */

static const char usage[] = "Usage: loader [options]\n"
			    "  --param NAME=VALUE   sets a parameter of the policy; may be repeated\n"
			    "  --map FILE           fills the policy's maps from a file of lines: map key value\n"
			    "  --cgroup PATH        decides in this cgroup and below it; else everywhere\n"
			    "  --load-only          stops when the verifier has accepted the program\n"
			    "  --object FILE        another object than " OBJECT "\n";

/* What the kernel must have. 0, or -1 with a message on stderr. */
static int has_interface(void)
{
	struct btf *kernel = btf__load_vmlinux_btf();
	_Bool found = kernel && btf__find_by_name_kind(kernel, "bpf_oom_ops", BTF_KIND_STRUCT) > 0;

	btf__free(kernel);
	if (found)
		return 0;
	fprintf(stderr, "This kernel has no bpf_oom_ops: the series that brings it is not merged. See README.md.\n");
	return -1;
}

/* What libbpf does not know of this program and this map. */
static int set_up(struct bpf_program *handler, struct bpf_map *ops)
{
	/* The iterators of the walk are for programs that may sleep. */
	if (bpf_program__set_flags(handler, SLEEPABLE_FLAG) || bpf_map__set_map_flags(ops, LINK_FLAG)) {
		fprintf(stderr, "The policy cannot be set up.\n");
		return -1;
	}
	return 0;
}

/* Links the policy with a cgroup: a file descriptor that keeps it attached, or -1 with a message on stderr. */
static int attach(struct bpf_map *ops, const char *path)
{
	char directory[4096];
	union bpf_attr attr;
	int cgroup, link;

	/*
	 * Fills the map with the handler. Newer versions of libbpf ask for a link without a cgroup too, which the kernel refuses; one that
	 * was made nevertheless goes away again.
	 */
	bpf_link__destroy(bpf_map__attach_struct_ops(ops));

	cgroup_file(directory, sizeof(directory), path, "");
	cgroup = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (cgroup < 0) {
		fprintf(stderr, "%s cannot be opened: %s.\n", directory, strerror(errno));
		return -1;
	}
	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = bpf_map__fd(ops); /* map_fd in newer headers, at the same place */
	attr.link_create.target_fd = cgroup;
	attr.link_create.attach_type = STRUCT_OPS_ATTACH_TYPE;
	attr.link_create.flags = CGROUP_FD_FLAG;
	link = syscall(__NR_bpf, BPF_LINK_CREATE, &attr, sizeof(attr));
	if (link < 0 && errno == EEXIST)
		fprintf(stderr, "%s has a policy already: a cgroup holds one.\n", directory);
	else if (link < 0)
		fprintf(stderr, "The policy cannot be attached to %s: %s.\n", directory, strerror(errno));
	close(cgroup);
	return link;
}

int main(int argc, char **argv)
{
	struct options options = { .object = OBJECT };
	struct bpf_program *handler;
	struct bpf_object *object;
	struct bpf_map *ops;
	int link = -1;

	if (read_options(argc, argv, &options, usage))
		return 2;
	if (!options.cgroup)
		options.cgroup = "/";
	if (has_interface())
		return 1;
	object = open_policy(&options);
	if (!object)
		return 1;
	handler = bpf_object__find_program_by_name(object, "oom_ops_handle");
	ops = bpf_object__find_map_by_name(object, "oom_ops");
	if (!handler || !ops || set_up(handler, ops) || load_policy(object, &options) ||
	    (!options.load_only && (link = attach(ops, options.cgroup)) < 0)) {
		bpf_object__close(object);
		return 1;
	}
	if (!options.load_only) {
		printf("The policy decides in %s until Ctrl-C.\n", options.cgroup);
		fflush(stdout);
		wait_for_signal();
		close(link);
	}
	bpf_object__close(object);
	return 0;
}
