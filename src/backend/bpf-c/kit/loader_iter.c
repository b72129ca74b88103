// SPDX-License-Identifier: GPL-2.0-or-later
/* Loads the dry run of an OOM policy, walks the processes of this machine with it and prints whom it would choose. Kills nothing. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "policy_object.h"
#include "policy_values.h"

static const char usage[] = "Usage: loader [options]\n"
			    "  --param NAME=VALUE   sets a parameter of the policy; may be repeated\n"
			    "  --map FILE           fills the policy's maps from a file of lines: map key value\n"
			    "  --cgroup PATH        as if this cgroup had hit its limit; else the whole machine\n"
			    "  --verbose            a line for every process\n"
			    "  --load-only          stops when the verifier has accepted the program\n"
			    "  --object FILE        another object than " OBJECT "\n";

/* Pages of RAM and swap together, as the kernel counts them when the whole machine is out of memory. */
static unsigned long machine_pages(unsigned long *swap)
{
	FILE *file = fopen("/proc/meminfo", "r");
	unsigned long kilobytes, total = 0;
	char line[256];

	*swap = 0;
	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "MemTotal: %lu kB", &kilobytes) == 1)
			total = kilobytes / 4;
		if (sscanf(line, "SwapTotal: %lu kB", &kilobytes) == 1)
			*swap = kilobytes / 4;
	}
	if (file)
		fclose(file);
	return total + *swap;
}

/* A limit of a cgroup in pages; `most` where it is "max" or cannot be read. */
static unsigned long limit_of(const char *cgroup, const char *name, unsigned long most)
{
	char path[4096];
	unsigned long long bytes;
	FILE *file;

	cgroup_file(path, sizeof(path), cgroup, name);
	file = fopen(path, "r");
	if (file && fscanf(file, "%llu", &bytes) == 1 && bytes / 4096 < most)
		most = bytes / 4096;
	if (file)
		fclose(file);
	return most;
}

/* What the walk must know before it is loaded. */
static int set_up(struct bpf_object *object, const struct options *options)
{
	struct btf *kernel = btf__load_vmlinux_btf();
	_Bool has_cast = kernel && btf__find_by_name_kind(kernel, "bpf_rdonly_cast", BTF_KIND_FUNC) > 0;
	struct bpf_map *kept = bpf_object__find_map_by_name(object, "dry_run_slot");
	_Bool verbose = options->verbose;
	unsigned long swap, pages = machine_pages(&swap);
	unsigned long long cgroup = 0;

	btf__free(kernel);
	if (!kernel) {
		fprintf(stderr, "This kernel has no BTF (/sys/kernel/btf/vmlinux): CONFIG_DEBUG_INFO_BTF is needed.\n");
		return -1;
	}
	if (options->cgroup) {
		cgroup = cgroup_id(options->cgroup);
		if (!cgroup)
			return -1;
		/* mem_cgroup_get_max(): the own limit, and swap where it may be used. */
		pages = limit_of(options->cgroup, "memory.max", pages) + limit_of(options->cgroup, "memory.swap.max", swap);
		if (!has_cast)
			fprintf(stderr, "Before Linux 6.2 oc->memcg stays NULL in a dry run.\n");
	}
	/* The map holds a pointer to a task in the way of the kernels before 6.2. */
	if (kept)
		bpf_map__set_autocreate(kept, !has_cast);
	return set_global(object, "dry_run_has_cast", &has_cast, sizeof(has_cast)) ||
	       set_global(object, "dry_run_verbose", &verbose, sizeof(verbose)) ||
	       set_global(object, "dry_run_totalpages", &pages, sizeof(pages)) ||
	       set_global(object, "dry_run_cgroup", &cgroup, sizeof(cgroup));
}

/* Reads the iterator to its end; reading is what makes the kernel walk. */
static int print_walk(struct bpf_object *object)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object, "dry_run");
	struct bpf_link *link = program ? bpf_program__attach_iter(program, NULL) : NULL;
	char buffer[4096];
	int iterator;
	ssize_t length;

	if (!link) {
		fprintf(stderr, "The iterator cannot be attached: %s.\n", strerror(errno));
		return -1;
	}
	iterator = bpf_iter_create(bpf_link__fd(link));
	if (iterator < 0) {
		fprintf(stderr, "The iterator cannot be opened: %s.\n", strerror(errno));
		bpf_link__destroy(link);
		return -1;
	}
	while ((length = read(iterator, buffer, sizeof(buffer))) > 0 || (length < 0 && errno == EAGAIN))
		if (length > 0)
			fwrite(buffer, 1, length, stdout);
	if (length < 0)
		fprintf(stderr, "The walk ended early: %s.\n", strerror(errno));
	close(iterator);
	bpf_link__destroy(link);
	return length < 0 ? -1 : 0;
}

int main(int argc, char **argv)
{
	struct options options = { .object = OBJECT };
	struct bpf_object *object;
	int failed;

	if (read_options(argc, argv, &options, usage))
		return 2;
	object = open_policy(&options);
	if (!object)
		return 1;
	failed = set_up(object, &options) || load_policy(object, &options) || (!options.load_only && print_walk(object));
	bpf_object__close(object);
	return failed ? 1 : 0;
}
