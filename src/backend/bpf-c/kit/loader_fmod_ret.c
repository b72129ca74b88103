// SPDX-License-Identifier: GPL-2.0-or-later
/* Loads an OOM policy, attaches its programs and keeps them attached until Ctrl-C. Needs a kernel with bpf_oom_evaluate_task(). */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "policy_object.h"

#define MAX_PROGRAMS 64

static const char usage[] = "Usage: loader [options]\n"
			    "  --param NAME=VALUE   sets a parameter of the policy; may be repeated\n"
			    "  --map FILE           fills the policy's maps from a file of lines: map key value\n"
			    "  --load-only          stops when the verifier has accepted the programs\n"
			    "  --object FILE        another object than " OBJECT "\n";

/* In the order of the file: of several programs on one hook the kernel asks the last one first. Gives how many, or -1. */
static int attach(struct bpf_object *object, struct bpf_link **links)
{
	struct bpf_program *program;
	int count = 0;

	bpf_object__for_each_program(program, object) {
		struct bpf_link *link = count < MAX_PROGRAMS ? bpf_program__attach(program) : NULL;

		if (!link) {
			fprintf(stderr, "%s cannot be attached: %s.\n", bpf_program__name(program), strerror(errno));
			while (count--)
				bpf_link__destroy(links[count]);
			return -1;
		}
		links[count++] = link;
		printf("attached %s to %s\n", bpf_program__name(program), bpf_program__section_name(program));
	}
	return count;
}

int main(int argc, char **argv)
{
	struct options options = { .object = OBJECT };
	struct bpf_link *links[MAX_PROGRAMS];
	struct bpf_object *object;
	int count = 0;

	if (read_options(argc, argv, &options, usage))
		return 2;
	object = open_policy(&options);
	if (!object)
		return 1;
	if (load_policy(object, &options) || (!options.load_only && (count = attach(object, links)) < 0)) {
		bpf_object__close(object);
		return 1;
	}
	if (!options.load_only) {
		printf("The policy decides until Ctrl-C.\n");
		fflush(stdout);
		wait_for_signal();
	}
	while (count > 0)
		bpf_link__destroy(links[--count]);
	bpf_object__close(object);
	return 0;
}
