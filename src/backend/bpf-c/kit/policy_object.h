/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_OBJECT_H
#define POLICY_OBJECT_H

#include <bpf/libbpf.h>

#define MAX_PARAMETERS 64

/* What the command line says. */
struct options {
	const char *object; /* the compiled policy */
	const char *maps; /* a file with what the maps begin with, or NULL */
	const char *cgroup; /* a path below the mount of cgroup v2, or NULL */
	const char *parameters[MAX_PARAMETERS]; /* name=value */
	int parameter_count;
	int verbose;
	int load_only;
};

/* Reads the command line. 0, or -1 with the usage on stderr. */
int read_options(int argc, char **argv, struct options *options, const char *usage);

/* Opens the object and sets the parameters. NULL with a message on stderr when that fails. */
struct bpf_object *open_policy(const struct options *options);

/* Has the kernel load it, and fills the maps. 0, or -1 with a message on stderr: the verifier's, when it refuses the policy. */
int load_policy(struct bpf_object *object, const struct options *options);

/* Waits for Ctrl-C or a request to end. */
void wait_for_signal(void);

#endif
