/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_VALUES_H
#define POLICY_VALUES_H

#include <bpf/libbpf.h>

/* Sets a `const volatile` global of the policy from "name=value". Before the object is loaded. 0, or -1 with a message on stderr. */
int set_parameter(struct bpf_object *object, const char *assignment);

/* Sets a global by its name; the size must be right. Before the object is loaded. 0, or -1 with a message on stderr. */
int set_global(struct bpf_object *object, const char *name, const void *value, size_t size);

/* Fills the policy's maps from a text file. After the object is loaded. 0, or -1 with a message on stderr. */
int fill_maps(struct bpf_object *object, const char *file);

/* The id of a cgroup v2 by its path below the mount ("/", "/system.slice"); 0 with a message on stderr where there is none. */
unsigned long long cgroup_id(const char *path);

/* Where a cgroup's directory is, or the file of that name in it. */
void cgroup_file(char *buffer, size_t size, const char *path, const char *file);

#endif
