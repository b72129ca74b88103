// SPDX-License-Identifier: GPL-2.0-or-later
/* What all loaders do: the command line, opening and loading the object. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "policy_object.h"
#include "policy_values.h"

int read_options(int argc, char **argv, struct options *options, const char *usage)
{
	static const struct option known[] = {
		{ "param", required_argument, NULL, 'p' },  { "map", required_argument, NULL, 'm' },
		{ "cgroup", required_argument, NULL, 'c' }, { "verbose", no_argument, NULL, 'v' },
		{ "load-only", no_argument, NULL, 'l' },    { "object", required_argument, NULL, 'o' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'p' && options->parameter_count < MAX_PARAMETERS)
			options->parameters[options->parameter_count++] = optarg;
		else if (option == 'm')
			options->maps = optarg;
		else if (option == 'c')
			options->cgroup = optarg;
		else if (option == 'v')
			options->verbose = 1;
		else if (option == 'l')
			options->load_only = 1;
		else if (option == 'o')
			options->object = optarg;
		else
			goto wrong;
	}
	if (optind == argc)
		return 0;
wrong:
	fputs(usage, stderr);
	return -1;
}

struct bpf_object *open_policy(const struct options *options)
{
	struct bpf_object *object;

	libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
	object = bpf_object__open_file(options->object, NULL);
	if (!object) {
		fprintf(stderr, "%s cannot be opened: %s.\n", options->object, strerror(errno));
		return NULL;
	}
	for (int at = 0; at < options->parameter_count; at++) {
		if (set_parameter(object, options->parameters[at])) {
			bpf_object__close(object);
			return NULL;
		}
	}
	return object;
}

int load_policy(struct bpf_object *object, const struct options *options)
{
	int failed = bpf_object__load(object);

	if (failed) {
		fprintf(stderr, "The kernel does not take the policy: %s.\n", strerror(-failed));
		return -1;
	}
	return options->maps ? fill_maps(object, options->maps) : 0;
}

void wait_for_signal(void)
{
	sigset_t signals;
	int which;

	/* Blocked, so that one which comes early is not lost. */
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	sigwait(&signals, &which);
}
